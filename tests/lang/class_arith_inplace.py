class N:
    def __init__(self, v): self.v = v
    def __iadd__(self, o): self.v += o; print("iadd"); return self
    def __sub__(self, o): print("sub"); return N(self.v - o)
    def __imul__(self, o): return NotImplemented
    def __mul__(self, o): print("mul"); return N(self.v * o)
    def __imatmul__(self, o): return "imatmul"
    def __ior__(self, o): return "ior"
a = b = N(5)
a += 1
print(a is b, a.v)
a -= 2
print(a is b, a.v)
a *= 2
print(a.v)
a @= 1
print(a)
b |= 1
print(b)
try:
    c = N(1)
    c /= 2
except TypeError as e:
    print(e)
