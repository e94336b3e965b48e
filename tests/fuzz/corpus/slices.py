a = list(range(9))
a[1:3] = "xyz"
del a[::2]
print(a[::-1], a[-2:], "abc"[1:], (1, 2, 3)[::2], a[:])
