class Point:
    """A point."""
    dims = 2
    def __init__(self, x, y=0):
        self.x, self.y = x, y
    def add(self, o): return Point(self.x + o.x, self.y + o.y)
    def __repr__(self): return f"Point({self.x}, {self.y})"
p = Point(1, 2)
print(p, p.add(Point(5)), p.__dict__, Point.__doc__, p.dims, Point.__name__, Point.__qualname__, Point.__module__)
Point.dims = 3
p.dims = 9
print(p.dims, Point.dims, Point(0).dims)
print(isinstance(p, Point), type(p) is Point, p.__class__.__name__, Point.__bases__)
