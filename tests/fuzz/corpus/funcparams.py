def f(a, /, b, c=1, *d, e, g=2, **h): return a, b, c, d, e, g, h
print(f(1, 2, 3, 4, e=5, z=6))
