class A:
    @property
    def p(self): return 1
    @p.setter
    def p(self, v): print(v)
a = A(); a.p = 2; print(a.p)
