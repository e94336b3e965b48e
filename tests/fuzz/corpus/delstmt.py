a, b, c = 1, [1, 2], {1: 2}
del a, b[0], c[1]
print(b, c)
