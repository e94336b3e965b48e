print(abs(-3), abs(-2.5), abs(3 - 4j), abs(True), divmod(7, 3), divmod(-7, 3), divmod(7.5, 2), divmod(10 ** 30, 7), round(2.5), round(3.5), round(-2.567, 2), round(1234, -2))
class D:
    def __divmod__(self, o): return "dm"
    def __round__(self, n=None): return ("round", n)
    def __abs__(self): return "abs"
print(divmod(D(), 1), round(D()), round(D(), 3), abs(D()))
for f in (lambda: abs("a"), lambda: divmod("a", 1), lambda: round("x"), lambda: abs(), lambda: divmod(1)):
    try:
        f()
    except TypeError as e:
        print(e)
