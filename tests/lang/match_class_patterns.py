class Point:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
class Sub(Point): pass
def f(p):
    match p:
        case Point(0, 0): return "origin"
        case Point(0, y=y): return f"on y axis {y}"
        case Point(x, 0): return f"on x axis {x}"
        case Sub(): return "sub"
        case Point(x=x, y=y) if x == y: return f"diagonal {x}"
        case Point(): return "somewhere"
        case int(n) | float(n): return f"number {n}"
        case str() as s: return f"string {s}"
        case list([a, b]): return f"list {a} {b}"
        case dict(): return "dict"
        case _: return "other"
for p in (Point(0, 0), Point(0, 3), Point(4, 0), Point(2, 2), Point(1, 2), Sub(1, 5), 7, 1.5, "s", True, [1, 2], {}, None):
    print(f(p))
