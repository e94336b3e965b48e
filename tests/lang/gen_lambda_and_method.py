class A:
    def __init__(self): self.xs = [3, 1, 2]
    def __iter__(self): return (x for x in self.xs)
    def pairs(self):
        for i in self:
            for j in self:
                if i < j: yield i, j
print(list(A()), list(A().pairs()))
f = lambda n: (yield from range(n))
print(list(f(3)))
