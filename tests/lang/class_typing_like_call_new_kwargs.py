class A:
    def __new__(cls, *a, **k):
        print("new", a, k)
        return object.__new__(cls)
    def __init__(self, *a, **k):
        print("init", a, k)
A(1, x=2)
class B(A): pass
B(3)
print(A.__new__ is B.__new__, A.__init__ is object.__init__)
