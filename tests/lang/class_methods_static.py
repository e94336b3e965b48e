class A:
    n = 0
    @classmethod
    def make(cls, *a):
        cls.n += 1
        return cls.__name__, a
    @staticmethod
    def add(a, b): return a + b
    def inst(self): return self
class B(A): pass
print(A.make(1), B.make(2), A().make(), A.n, B.n)
print(A.add(1, 2), A().add(3, 4))
m = A().inst
print(m() is m.__self__, m.__func__ is A.inst, m.__name__, type(m).__name__, A.make.__self__ is A)
print(A.inst(5))
