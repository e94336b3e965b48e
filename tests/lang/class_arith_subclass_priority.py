class A:
    def __add__(self, o): return "A.add"
    def __radd__(self, o): return "A.radd"
class B(A):
    def __radd__(self, o): return "B.radd"
class C(A): pass
print(A() + B(), A() + C(), B() + A(), A() + A())
class I(int):
    def __radd__(self, o): return "I.radd"
print(1 + I(2), I(2) + 1)
