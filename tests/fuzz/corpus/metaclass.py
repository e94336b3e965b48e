class M(type):
    def __new__(m, n, b, d, **k): return super().__new__(m, n, b, d)
    def __call__(c, *a): return 5
class A(metaclass=M, k=1): pass
print(A())
