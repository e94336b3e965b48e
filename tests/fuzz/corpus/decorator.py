def d(n): return lambda f: lambda *a: f(*a) + n
@d(1)
@d(2)
def f(x): return x
print(f(1))
