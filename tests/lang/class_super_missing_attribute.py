class A:
    def m(self): return super().nope
try:
    A().m()
except AttributeError as e:
    print(e)
