class A: pass
class B(A): pass
class C(A): pass
class D(B): pass
print([c.__name__ for c in A.__subclasses__()], D.__base__.__name__, object.__bases__, type.__mro__)
print(issubclass(D, A), issubclass(A, D), D.__mro__ == tuple(D.mro()))
