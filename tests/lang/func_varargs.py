def f(*args, **kw): return args, kw
print(f(), f(1, 2), f(x=1), f(1, *[2, 3], 4, *(5,), x=1, **{"y": 2}, z=3, **{"w": 4}))
def g(a, *rest, **kw):
    rest += (1,)
    kw["q"] = 0
    return a, rest, kw
d = {"k": 1}
print(g(0, **d), d)
def h(*args: int, **kw: str) -> None: pass
print(h.__annotations__)
