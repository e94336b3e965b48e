"""A generator that nobody can reach any more is closed: finally and with run, at a collection or at exit."""
import gc, sys
fin = []
def gen(n):
    try: yield
    finally: fin.append(n); fin.append(sys._getframe().f_code.co_name)
def f():
    g = gen(1); next(g)
    h = gen(2); next(h)
f(); gc.collect(); gc.collect()
print(fin)
def mk():
    def gen():
        nonlocal frame
        try: yield
        finally: frame = sys._getframe()
    g = gen(); next(g)
    del g
    gc.collect(); gc.collect()
    print(frame.f_code.co_name)
    frame = None
try: mk()
except Exception as e: print(e)
def outer():
    try: yield from gen(7)
    finally: print('outer ends')
def w():
    with open('/dev/null') as f:
        yield f
def stubborn():
    while True:
        try: yield
        except GeneratorExit: print('no')
def f2():
    a = outer(); next(a)
    d = w(); fh = next(d)
    e = (x for x in [1, 2]); next(e)
    return fh
fh = f2(); gc.collect(); gc.collect()
print(fin, fh.closed)
def cyc():
    try: g = yield; yield g
    finally: print('cycle ends')
def f3():
    g = cyc(); next(g); g.send(g)
f3(); gc.collect(); gc.collect()
def left():
    try: yield
    finally: print('left at exit')
l = left(); next(l)
import contextlib
@contextlib.contextmanager
def cm():
    try: yield 1
    finally: pass
for i in range(100000):
    with cm(): pass
done = gen(9)
for x in done: pass
del done
gc.collect()
print(fin)


def bad(n):
    try:
        yield
    finally:
        raise KeyError('in finally %d' % n)


def stubborn():
    while True:
        try:
            yield
        except GeneratorExit:
            pass


def leave(make, *a):
    g = make(*a)
    next(g)


sys.unraisablehook = lambda u: print(u.exc_type.__name__, u.err_msg, u.exc_value, u.object.__name__)
leave(bad, 1)
gc.collect()
leave(stubborn)
gc.collect()
sys.unraisablehook = sys.__unraisablehook__
