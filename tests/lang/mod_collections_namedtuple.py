from collections import namedtuple
P = namedtuple("P", "x y")
p = P(1, y=2)
print(p, p.x, p[1], p._fields, p._asdict(), p._replace(x=9), P._make([3, 4]), p == (1, 2), len(p), isinstance(p, tuple), P.__name__, P.__doc__, hash(p) == hash((1, 2)), p + (3,))
x, y = p
Q = namedtuple("Q", ["a", "b", "c"], defaults=[5, 6])
print(Q(1), Q(1, 2, 3), Q._field_defaults, namedtuple("R", "a, b")(1, 2), namedtuple("S", "def a a", rename=True)._fields)
class Sub(P):
    __slots__ = ()
    def dist(self): return self.x + self.y
print(Sub(1, 2), Sub(1, 2).dist(), sorted([P(2, 1), P(1, 5)]), max(P(1, 2), P(1, 3)))
def attempt(f):
    try:
        f()
    except Exception as e:
        print(f"{type(e).__name__}: {e}")
attempt(lambda: P(1))
attempt(lambda: P(1, 2, 3))
attempt(lambda: setattr(p, "x", 5))
attempt(lambda: namedtuple("T", "def"))
attempt(lambda: namedtuple("T", "a a"))
attempt(lambda: namedtuple("T", "_a"))
attempt(lambda: p._replace(z=1))
attempt(lambda: p.z)
attempt(lambda: P._make([1]))
match p:
    case P(x=1, y=b): print("matched", b)
match p:
    case P(a, b): print(a, b)
