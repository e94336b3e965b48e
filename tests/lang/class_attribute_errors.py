class A:
    def m(self): pass
a = A()
def attempt(f):
    try:
        f()
    except Exception as e:
        print(f"{type(e).__name__}: {e}")
def s(o, n, v=1): return lambda: setattr(o, n, v)
attempt(lambda: a.nope)
attempt(lambda: A.nope)
attempt(lambda: A().m.nope)
attempt(lambda: (5).nope)
attempt(lambda: [].nope)
attempt(lambda: None.nope)
attempt(lambda: len.nope)
attempt(lambda: int.nope)
attempt(s(5, "x"))
attempt(s([], "x"))
attempt(s([], "append"))
attempt(s("", "upper"))
attempt(s(None, "x"))
attempt(s(int, "x"))
attempt(s(object(), "x"))
attempt(s(A().m, "x"))
attempt(lambda: delattr(a, "m"))
attempt(lambda: delattr(A, "q"))
attempt(lambda: getattr(a, 5))
attempt(lambda: setattr(a, 5, 1))
import math
attempt(lambda: math.nope)
def f(): pass
attempt(lambda: f.nope)
attempt(lambda: (lambda: 0).nope)
attempt(lambda: (i for i in []).nope)
