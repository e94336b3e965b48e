def f(*args, **kw):
    kw["new"] = 1
    return args, kw
l, d = [1, 2], {"a": 1}
print(f(*l, **d), l, d)
def g(a, b=[], *c, d, **e): return a, b, c, d, e
print(g(1, d=4), g(1, 2, 3, d=4, z=5), g(*"abc", **{"d": 1, "q": 2}))
print((lambda *a, **k: (a, k))(*[], **{}), max(*[1, 5], *(2,)), dict(**{"x": 1}, y=2))
