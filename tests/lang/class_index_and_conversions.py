class I:
    def __index__(self): return 3
class F:
    def __float__(self): return 2.5
    def __int__(self): return 2
    def __complex__(self): return 1j
print([1, 2, 3, 4][I()], range(10)[I()], "ab" * I(), hex(I()), int(I()), float(I()), [0] * I(), list(range(I())), bin(I()))
print(float(F()), int(F()), complex(F()), "%d %5.1f" % (F(), F()))
class B:
    def __index__(self): return "x"
for f in (lambda: [1][B()], lambda: int(B()), lambda: [1]["a"], lambda: [1][1.0], lambda: [1][F()]):
    try:
        f()
    except TypeError as e:
        print(e)
class T:
    def __trunc__(self): return 5
class BF:
    def __float__(self): return 5
    def __int__(self): return 1.5
for f in (lambda: float(BF()), lambda: int(BF())):
    try:
        print(f())
    except TypeError as e:
        print(e)
