class V:
    def __init__(self, n): self.n = n
    def __lt__(self, o): print("lt", self.n, o.n, end="; "); return self.n < o.n
    def __le__(self, o): print("le", self.n, o.n, end="; "); return self.n <= o.n
a, b = V(1), V(2)
print(a < b, a > b, a <= b, a >= b)
class L: pass
try:
    L() < L()
except TypeError as e:
    print(e)
print([v.n for v in sorted([V(3), V(1), V(2)])])
print(max(V(1), V(5), V(3)).n)
