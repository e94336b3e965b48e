def f(a, b, /, c, *, d): return a, b, c, d
print(f(1, 2, 3, d=4), f(1, 2, c=3, d=4))
def g(a, /, **kw): return a, kw
print(g(1, a=2))
def attempt(fn):
    try:
        fn()
    except TypeError as e:
        print("TypeError:", e)
attempt(lambda: f(1, b=2, c=3, d=4))
attempt(lambda: f(a=1, b=2, c=3, d=4))
def h(a, b=1, /): pass
attempt(lambda: h(1, b=2))
