x = 1
def f():
    print(x)
    x = 2
def g():
    if False:
        y = 1
    return y
def h():
    def inner(): return z
    r = inner()
    z = 1
    return r
def k():
    for q in []: pass
    return q
for fn in (f, g, h, k):
    try:
        fn()
    except NameError as e:
        print(f"{type(e).__name__}: {e}")
