class A:
    def m(self):
        del A.m
        return "deleted itself"
a = A()
print(a.m())
try:
    a.m()
except AttributeError as e:
    print(e)
class B:
    x = 1
def hot(o): return o.x
b = B()
r = [hot(b) for _ in range(100)]
B.x = 2
print(r[-1], hot(b))
b.x = 3
print(hot(b))
del b.x, B.x
try:
    hot(b)
except AttributeError as e:
    print(e)
B.x = property(lambda s: "property")
print(hot(b))
B.__getattr__ = lambda s, n: "getattr " + n
del B.x
print(hot(b))
class C(B): pass
c = C()
print(hot(c))
C.__bases__ = (A,)
try:
    hot(c)
except AttributeError as e:
    print(e)
class D:
    def __add__(self, o): return "add"
def plus(x, y): return x + y
for i in range(50): plus(1, 2)
print(plus(1, 2), plus(1.5, 2), plus("a", "b"), plus([1], [2]), plus(D(), 1), plus(10 ** 30, 1), plus(True, 1), plus(1, 2))
D.__add__ = lambda s, o: "new add"
print(plus(D(), 0))
def callit(f): return f()
for i in range(50): callit(int)
print(callit(int), callit(lambda: 1), callit(dict), callit(D) is not None, callit(A().__init__))
