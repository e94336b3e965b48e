print((lambda: 5)(), (lambda x, y=2, *a, k=3, **kw: (x, y, a, k, kw))(1, 2, 3, k=4, z=5))
fs = [lambda x, i=i: x * i for i in range(3)]
print([f(10) for f in fs])
print((lambda x: (lambda y: x + y))(1)(2))
print((lambda *, a: a)(a=1), (lambda a, /: a)(2))
print(sorted("bca", key=lambda c: -ord(c)), (lambda: (yield))().__class__.__name__)
f = lambda: None
print(f.__name__)
