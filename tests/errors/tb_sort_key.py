def key(x): return x.missing
sorted([3, 1], key=key)
