class A:
    def __init__(self): self.__x = 1
    def get(self): return self.__x
    __y = "private"
    def __m(self): return "m"
    def call(self): return self.__m()
    __dunder__ = 3
class B(A):
    def __init__(self):
        super().__init__()
        self.__x = 2
b = B()
print(b.get(), b._A__x, b._B__x, A._A__y, b.call(), A.__dunder__)
print(sorted(vars(b)))
try:
    b.__x
except AttributeError as e:
    print(e)
