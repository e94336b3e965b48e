class C:
    def __init__(self, n): self.n = n
    def __enter__(self):
        print("enter", self.n)
        return self.n * 10
    def __exit__(self, *a):
        print("exit", self.n, a[0].__name__ if a[0] else None)
with C(1) as a, C(2) as b:
    print(a, b)
with (C(3) as c, C(4)):
    print(c)
try:
    with C(5), C(6):
        raise ValueError("v")
except ValueError as e:
    print("caught", e)
