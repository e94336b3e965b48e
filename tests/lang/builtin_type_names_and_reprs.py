def f(): pass
for v in (1, 1.0, 1j, True, None, "", b"", bytearray(), [], (), {}, set(), frozenset(), range(1), slice(1), f, lambda: 0, len, [].append, int, type, object(), (i for i in ""), ..., NotImplemented, iter([]), iter(()), iter(""), iter({}), iter(set()), iter(range(1)), {}.keys(), map(f, []), zip(), enumerate([]), property(), classmethod(f), staticmethod(f), super, Exception(), f.__code__, type.__dict__, str.join, "".join, int.__add__, (1).__add__, print, __builtins__, compile("1", "", "eval")):
    print(type(v).__name__, end=" ")
print()
print(int, str, type(None), Exception, len, type, object, print, KeyError, type(f), type(len), type(...), property, super)
import sys
print(sys)
class A:
    class B: pass
    def m(self): pass
print(A, A.B, type(A()), A.__name__)
