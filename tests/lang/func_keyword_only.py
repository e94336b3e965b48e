def f(*, a, b=2): return a, b
print(f(a=1), f(b=1, a=0))
def g(x, *args, key=None): return x, args, key
print(g(1, 2, 3), g(1, key=4), g(*range(4), key=5))
def attempt(fn):
    try:
        fn()
    except TypeError as e:
        print("TypeError:", e)
attempt(lambda: f())
attempt(lambda: f(1))
attempt(lambda: f(b=1))
def h(*, a, b, c): pass
attempt(lambda: h())
attempt(lambda: h(a=1))
