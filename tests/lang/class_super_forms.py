class A:
    x = 1
    @classmethod
    def c(cls): return ("A.c", cls.__name__)
    @staticmethod
    def s(): return "A.s"
    @property
    def p(self): return "A.p"
class B(A):
    x = 2
    @classmethod
    def c(cls): return super().c()
    @staticmethod
    def s(): return super(B, B).s()
    @property
    def p(self): return "B+" + super().p
    def m(self): return super().x
    def comp(self):
        s = super()
        return [s.x for _ in range(2)]
    def cls(self): return __class__
b = B()
print(B.c(), b.s(), b.p, b.m(), b.comp(), b.cls() is B)
def f():
    super()
try:
    f()
except RuntimeError as e:
    print(e)
try:
    super(A, 5).x
except TypeError as e:
    print(e)
