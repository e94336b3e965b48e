class L(list):
    def __init__(self, *a):
        super().__init__(a)
        self.extra = "e"
    def sum(self): return sum(self)
    def append(self, x):
        super().append(x * 2)
l = L(1, 2)
l.append(5)
print(l, l.sum(), l.extra, len(l), l[0], isinstance(l, list), l == [1, 2, 10], type(l + [1]).__name__, l[1:], type(l[1:]).__name__, type(l.copy()).__name__)
