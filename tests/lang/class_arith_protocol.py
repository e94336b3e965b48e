class N:
    def __init__(self, v): self.v = v
def mk(name):
    def f(self, *o): return (name, self.v) + tuple(getattr(x, "v", x) for x in o)
    return f
for n in "add sub mul truediv floordiv mod pow lshift rshift and or xor matmul divmod".split():
    setattr(N, f"__{n}__", mk(n))
    setattr(N, f"__r{n}__", mk("r" + n))
for n in "neg pos invert abs round trunc floor ceil".split():
    setattr(N, f"__{n}__", mk(n))
a = N("a")
print(a + 1, a - 1, a * 1, a / 1, a // 1, a % 1, a ** 1, a << 1, a >> 1, a & 1, a | 1, a ^ 1, a @ 1, divmod(a, 1))
print(1 + a, 1 - a, 1 * a, 1 / a, 1 // a, 1 % a, 1 ** a, 1 << a, 1 >> a, 1 & a, 1 | a, 1 ^ a, 1 @ a, divmod(1, a))
print(-a, +a, ~a, abs(a), round(a), round(a, 2), pow(a, 2), pow(a, 2, 3))
import math
print(math.trunc(a), math.floor(a), math.ceil(a))
