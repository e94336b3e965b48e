# Positional first, then keywords, left to right.
def t(x):
    print(x, end=" ")
    return x
def f(*a, **k): print(a, k)
f(t(1), a=t(2), *[t(3)], b=t(4), **{"c": t(5)})
def dec(n):
    print("dec", n, end=" ")
    return lambda f: (print("apply", n, end=" "), f)[1]
@dec(1)
@dec(2)
def g(x=t("default")): pass
print()
