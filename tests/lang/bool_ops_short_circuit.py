def f(x):
    print(f"f({x!r})", end=" ")
    return x
print(f(0) and f(1))
print(f(0) or f("") or f([]))
print(f(1) and f(2) or f(3))
print(not f(0) and f("x"))
print(None or 0 or False, 1 and [] and 2, not not [])
r = f(0) if f(1) else f(2)
print(r)
