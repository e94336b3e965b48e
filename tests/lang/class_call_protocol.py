class Adder:
    def __init__(self, n): self.n = n
    def __call__(self, x, *, times=1): return (x + self.n) * times
a = Adder(5)
print(a(1), a(1, times=2), callable(a), list(map(a, [1, 2])))
a.__call__ = lambda x: "instance attribute is ignored"
print(a(1))
