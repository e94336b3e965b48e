class A:
    def f(self): return "A"
class B(A):
    def f(self): return "B" + super().f()
class D(B, A): pass
print(D().f(), D.__mro__)
