class Deco:
    def __init__(self, f): self.f, self.n = f, 0
    def __call__(self, *a):
        self.n += 1
        return self.f(*a)
    def __get__(self, o, t=None): return self if o is None else lambda *a: self(o, *a)
@Deco
def f(x): return x + 1
class A:
    @Deco
    def m(self, y): return (type(self).__name__, y)
    @staticmethod
    @Deco
    def s(z): return z
print(f(1), f(2), f.n, A().m(5), A.m.n, A.s(9))
class Reg:
    items = {}
    def __getattr__(self, name):
        def d(f):
            Reg.items[name] = f
            return f
        return d
reg = Reg()
@reg.first
def one(): return 1
@reg.second
def two(): return 2
print({k: v() for k, v in Reg.items.items()})
