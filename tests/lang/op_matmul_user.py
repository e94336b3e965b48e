class M:
    def __init__(self, rows): self.rows = rows
    def __matmul__(self, o):
        return M([[sum(a * b for a, b in zip(r, c)) for c in zip(*o.rows)] for r in self.rows])
    def __imatmul__(self, o):
        self.rows = (self @ o).rows
        return self
a = M([[1, 2], [3, 4]])
print((a @ M([[0, 1], [1, 0]])).rows)
a @= a
print(a.rows)
