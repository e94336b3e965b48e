class C:
    def __enter__(self): return self
    def __exit__(self, *a): return False
with C() as c:
    c.x = 1
    c.y + 1
