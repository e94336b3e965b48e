f = lambda x, *y, z=1, **k: (x, y, z, k)
print(f(1, 2, z=3, q=4), (lambda: 0)())
