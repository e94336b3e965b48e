class Vec:
    def __init__(self, *c): self.c = c
    def __repr__(self): return f"Vec{self.c}"
    def __add__(self, o): return Vec(*map(sum, zip(self.c, o.c)))
    def __radd__(self, o): return self if o == 0 else NotImplemented
    def __mul__(self, k): return Vec(*(x * k for x in self.c))
    __rmul__ = __mul__
    def __neg__(self): return self * -1
    def __sub__(self, o): return self + -o
    def __eq__(self, o): return isinstance(o, Vec) and self.c == o.c
    def __hash__(self): return hash(self.c)
    def __len__(self): return len(self.c)
    def __getitem__(self, i): return self.c[i]
    def __bool__(self): return any(self.c)
    def __abs__(self): return sum(x * x for x in self.c) ** 0.5
    def __iter__(self): return iter(self.c)
    def __contains__(self, x): return x in self.c
    def __format__(self, s): return "<" + ", ".join(format(x, s) for x in self.c) + ">"
a, b = Vec(1, 2), Vec(3, 4)
print(a + b, a - b, 3 * a, a * 2, -a, sum([a, b]), a == Vec(1, 2), {a: 1}[Vec(1, 2)], len(a), a[1], bool(Vec(0, 0)), abs(b), [*a], 2 in a, f"{b:.1f}", max(a, b, key=abs))
