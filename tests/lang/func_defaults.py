def f(a, b=2, *, c=3): return (a, b, c)
print(f(1), f(1, 5), f(1, c=9), f(b=1, a=2), f(*[1], **{"c": 0}))
print(f.__defaults__, f.__kwdefaults__)
def g(x, acc=[]):
    acc.append(x)
    return acc
g(1); g(2)
print(g(3), g.__defaults__)
i = 5
def h(v=i): return v
i = 6
print(h())
