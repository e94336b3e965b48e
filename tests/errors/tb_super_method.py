class A:
    def m(self): raise NotImplementedError
class B(A):
    def m(self): return super().m()
B().m()
