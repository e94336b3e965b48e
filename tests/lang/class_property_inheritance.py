class A:
    def __init__(self): self._v = 1
    @property
    def v(self): return self._v
    @v.setter
    def v(self, x): self._v = x
class B(A):
    @A.v.getter
    def v(self): return self._v * 100
class C(A):
    @property
    def v(self): return "C only"
b, c = B(), C()
b.v = 5
print(b.v, A.v.fget is not None, c.v)
try:
    c.v = 1
except AttributeError as e:
    print(e)
