def twice(f):
    def w(*a): return f(*a) * 2
    return w
def add(n):
    def d(f):
        def w(*a): return f(*a) + n
        return w
    return d
@twice
@add(10)
def f(x): return x
print(f(1))
@(lambda f: f(5))
def five(x): return x * 2
print(five)
@add(1)
@twice
def g(x): return x
print(g(3))
@str
class K: pass
print(K)
decs = [twice]
@decs[0]
def h(): return 4
print(h())
