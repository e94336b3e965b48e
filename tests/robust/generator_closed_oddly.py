def g():
    try:
        yield 1
    finally:
        print("finally")
x = g(); next(x); x.close(); x.close()
y = g(); y.close()
def self_close():
    yield 1
    try:
        me.close()
    except ValueError as e:
        print(e)
    yield 2
me = self_close()
print(next(me), next(me))
def self_throw():
    try:
        me.throw(KeyError)
    except ValueError as e:
        print(e)
    yield
me = self_throw(); next(me)
def loop_close():
    for i in range(3):
        try:
            yield i
        finally:
            print("closing at", i)
for v in (it := loop_close()):
    if v == 1: it.close()
def nested():
    try:
        yield from g()
    finally:
        print("outer finally")
z = nested(); next(z); z.close()
def ignores():
    while True:
        try:
            yield 1
        except GeneratorExit:
            pass
w = ignores(); next(w)
try:
    w.close()
except RuntimeError as e:
    print(e)
def in_comp(): return [v for v in g() for _ in (0,)]
print(in_comp())
it = (i for i in range(5))
next(it); it.close()
print(list(it))
def raise_on_close():
    try:
        yield
    except GeneratorExit:
        raise KeyError("k")
r = raise_on_close(); next(r)
try:
    r.close()
except KeyError as e:
    print("KeyError", e)
def with_in_gen():
    class C:
        def __enter__(self): print("enter")
        def __exit__(self, *a): print("exit", a[0].__name__)
    with C():
        yield
q = with_in_gen(); next(q); q.close()
def many():
    gens = [g() for _ in range(3)]
    for x in gens: next(x)
    for x in gens: x.close()
many()
