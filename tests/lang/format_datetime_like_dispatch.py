class A:
    def __format__(self, spec): return spec[::-1] or "empty"
print(f"{A()} {A():%H:%M} {A():a{'b'}c}", "{:xyz}".format(A()), format(A(), "q"))
class B:
    def __format__(self, spec): return 5
try:
    format(B())
except TypeError as e:
    print(e)
