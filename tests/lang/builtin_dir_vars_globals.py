class A:
    a = 1
    def f(self): pass
x = A()
x.i = 5
print(vars(x), [n for n in dir(x) if n[0] != "_"], "append" in dir([]), "x" in globals(), "x" in dir(), sorted(n for n in dir(object))[:6])
def f():
    b = 1
    return dir(), sorted(vars())
print(f(), __name__, "__file__" in globals(), __doc__)
