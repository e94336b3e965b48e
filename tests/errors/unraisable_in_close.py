"""What cannot be raised while a generator is closed is told, and the hook sees it."""
import sys


class Broken:
    def __iter__(self):
        return self

    def __next__(self):
        return 1

    def __getattr__(self, name):
        try:
            {}[name]
        except KeyError:
            1 / 0

    def __repr__(self):
        return '<broken>'


def outer(inner):
    yield from inner


for hooked in (False, True):
    if hooked:
        sys.unraisablehook = lambda u: print(u.exc_type, u.err_msg, u.object, file=sys.stderr)
    g = outer(Broken())
    next(g)
    g.close()
    print(list(g))
