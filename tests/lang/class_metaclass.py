class Meta(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kw):
        print("prepare", name, kw)
        return {"injected": 42}
    def __new__(mcs, name, bases, ns, **kw):
        print("new", name, [k for k in ns if not k.startswith("__")])
        return super().__new__(mcs, name, bases, ns)
    def __init__(cls, name, bases, ns, **kw):
        print("init", name)
        super().__init__(name, bases, ns)
    def __call__(cls, *a):
        print("call", a)
        return super().__call__(*a)
    def __len__(cls): return 7
    def meth(cls): return cls.__name__
    @property
    def prop(cls): return "meta prop"
class A(metaclass=Meta, opt=1):
    def __init__(self, v): self.v = v
a = A(3)
print(a.v, A.injected, len(A), A.meth(), A.prop, type(A).__name__, hasattr(a, "meth"))
class B(A): pass
print(type(B).__name__)
