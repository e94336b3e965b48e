import functools
from functools import reduce, partial, wraps, cached_property, total_ordering
print(reduce(lambda a, b: a * b, [1, 2, 3, 4]), reduce(lambda a, b: a + b, [], "init"), reduce(max, [3, 9, 2], 5))
try:
    reduce(lambda a, b: a, [])
except TypeError as e:
    print(e)
p = partial(pow, 2)
q = partial(print, "a", sep="-", end="!\n")
print(p(5), p.func is pow, p.args, p.keywords, partial(p, 3)(), partial(int, base=2)("101"))
q("b", "c")
q("b", sep="+")
def deco(f):
    @wraps(f)
    def w(*a):
        "w doc"
        return f(*a)
    return w
@deco
def named(x):
    "named doc"
    return x
print(named.__name__, named.__doc__, named.__wrapped__(5), named.__qualname__)
class C:
    n = 0
    @cached_property
    def v(self):
        C.n += 1
        return C.n
c = C()
print(c.v, c.v, C.n, c.__dict__)
del c.v
print(c.v)
@total_ordering
class V:
    def __init__(self, n): self.n = n
    def __eq__(self, o): return self.n == o.n
    def __lt__(self, o): return self.n < o.n
print(V(1) <= V(2), V(3) > V(2), V(1) >= V(1), V(1) != V(2))
class M:
    def f(self, a, b): return a, b
    g = functools.partialmethod(f, 1)
print(M().g(2))
