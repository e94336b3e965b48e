a = list(range(6))
a[1:3] = "abc"
print(a)
a[:0] = [-1]
a[len(a):] = [9]
a[2:4] = []
print(a)
a[::2] = [0] * len(a[::2])
print(a)
a[3:1] = ["ins"]
print(a)
del a[1:3], a[::-2]
print(a)
a[:] = range(3)
print(a)
a[1:2] = a
print(a)
a[::-1] = "abcde"
print(a)
for f in (lambda: a.__setitem__(slice(None, None, 2), [1]), lambda: a.__setitem__(slice(0, 1), 5), lambda: a.__setitem__(slice(None, None, -1), 5)):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
