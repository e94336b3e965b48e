def f(*a, **k): return a, k
print(f(*[1, 2], 3, *(4,), **{"a": 1}, b=2))
