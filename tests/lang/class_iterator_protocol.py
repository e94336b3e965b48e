class Count:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n <= 0: raise StopIteration
        self.n -= 1
        return self.n
c = Count(3)
print(next(c), list(c), list(c), next(c, "done"))
print(sum(Count(5)), sorted(Count(4)), 2 in Count(5), dict.fromkeys(Count(2)))
class R:
    def __iter__(self): yield from (1, 2, 3)
    def __reversed__(self): return iter("cba")
r = R()
print(list(r), list(r), list(reversed(r)))
