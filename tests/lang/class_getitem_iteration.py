# The old sequence protocol: __getitem__ with 0, 1, 2 ... until IndexError.
class S:
    def __getitem__(self, i):
        if i >= 4: raise IndexError
        return i * i
print(list(S()), 9 in S(), 10 in S(), [*S()], max(S()), tuple(zip(S(), "ab")))
a, b, c, d = S()
print(a, b, c, d)
for x in S(): print(x, end=" ")
print()
class NoIter: pass
try:
    iter(NoIter())
except TypeError as e:
    print(e)
class BadIter:
    def __iter__(self): return 5
try:
    iter(BadIter())
except TypeError as e:
    print(e)
class None_Iter:
    __iter__ = None
    def __getitem__(self, i): return i
try:
    iter(None_Iter())
except TypeError as e:
    print(e)
