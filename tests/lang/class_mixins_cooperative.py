class Base:
    def __init__(self, **kw):
        assert not kw, kw
        print("Base")
class A(Base):
    def __init__(self, *, a, **kw):
        super().__init__(**kw)
        self.a = a
class B(Base):
    def __init__(self, *, b, **kw):
        super().__init__(**kw)
        self.b = b
class C(A, B): pass
c = C(a=1, b=2)
print(vars(c))
