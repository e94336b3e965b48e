def f(self, x): return (self, x)
print(f.__get__(1, int)(2))
class A: pass
a = A()
a.m = f
print(a.m("s", "x"))
A.m2 = f
print(a.m2("x")[1])
import types
a.bound = types.MethodType(f, "self!")
print(a.bound(1))
print(str.upper.__get__("abc")())
