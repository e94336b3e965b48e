def f(a=1): return a
def g(a=2): return a * 10
r = [f() for _ in range(50)]
f.__code__ = g.__code__
print(r[0], f(), f(5))
f.__defaults__ = (7,)
print(f())
f.__defaults__ = None
try:
    f()
except TypeError as e:
    print(e)
f.__kwdefaults__ = {}
f.__name__ = "other"
try:
    f()
except TypeError as e:
    print(e)
try:
    f.__code__ = 5
except TypeError as e:
    print(e)
