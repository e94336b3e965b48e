class A:
    _reg = []
    def reg(f, _reg=_reg):
        _reg.append(f.__name__)
        return f
    @reg
    def one(self): return 1
    @reg
    def two(self): return 2
    del reg
print(A._reg, A().two())
