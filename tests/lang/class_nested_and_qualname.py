class Outer:
    class Inner:
        def m(self): pass
    def f(self):
        def g(): pass
        class L: pass
        return g, L
print(Outer.Inner.__qualname__, Outer.Inner.m.__qualname__)
g, L = Outer().f()
print(g.__qualname__, L.__qualname__, L.__name__)
