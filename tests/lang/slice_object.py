s = slice(1, 10, 2)
print(s, s.start, s.stop, s.step, slice(5), slice(None), s.indices(5), slice(None, None, -1).indices(5), slice(-3, None).indices(10), s == slice(1, 10, 2), slice(1, 2) < slice(1, 3), [0, 1, 2, 3, 4][s], "abcdef"[slice(2)], slice(-100, 100, 3).indices(7))
class A:
    def __getitem__(self, k): return k
a = A()
print(a[1:2], a[:], a[1:2, ::3], a[...], a[()], a[1,], a["x":"y"], a[None:], a[1:2:3, 4, ...])
try:
    hash(s)
except TypeError as e:
    print(e)
try:
    slice()
except TypeError as e:
    print(e)
