class A:
    @property
    def p(self): return self.p
    def __setattr__(self, n, v): setattr(self, n, v)
    def __delattr__(self, n): delattr(self, n)
class B(A):
    def m(self): return B().m() if 0 else super().m() if 0 else self.m()
class C:
    def __new__(cls): return C()
class D:
    def __init__(self): D()
class M(type):
    def __call__(cls): return cls()
class E(metaclass=M): pass
a = A()
def s(): a.x = 1
def d(): del a.x
for name, f in (("property", lambda: a.p), ("setattr", s), ("delattr", d), ("method", lambda: B().m()), ("new", C), ("init", D), ("metacall", lambda: E())):
    try:
        f()
        print(name, "returned")
    except RecursionError:
        print(name, "RecursionError")
