"""Keywords given to subclasses of built-in types: refused unless the subclass has a say in it."""


def show(c, *a, **kw):
    try:
        print(c.__mro__[-2].__name__, c.__name__, type(c(*a, **kw)) is c)
    except TypeError as e:
        print(c.__mro__[-2].__name__, c.__name__, e)


for base in (list, set, tuple, frozenset, int, float, str, bytes, bytearray, dict, complex):
    class Plain(base):
        pass

    class New(base):
        def __new__(cls, x=(), extra=None):
            return super().__new__(cls)

    class Init(base):
        def __init__(self, x=(), extra=None):
            pass

    show(Plain)
    for c in (Plain, New, Init):
        show(c, extra=1)
        show(c, sequence='12')


class Grows(list):
    def __init__(self, seq, extra=None):
        super().__init__(seq)
        self.extra = extra


g = Grows('ab', extra=3)
print(g, g.extra)


class Lies:
    def __iter__(self):
        return iter('xyz')

    def __length_hint__(self):
        return 2 ** 63 - 1


print([0].__iadd__(Lies()), [*'ab', *Lies()][2:])
