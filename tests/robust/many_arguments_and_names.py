def f(*a, **k): return len(a), len(k)
print(f(*range(100000)), f(**{f"k{i}": i for i in range(20000)}))
exec("def g(" + ", ".join(f"p{i}=0" for i in range(1000)) + "): return p999")
print(g(p999=5), g(*range(1000)))
try:
    g(*range(1001))
except TypeError as e:
    print(e)
class A: pass
a = A()
for i in range(20000): setattr(a, f"attr{i}", i)
print(len(vars(a)), a.attr19999)
for i in range(0, 20000, 2): delattr(a, f"attr{i}")
print(len(vars(a)), hasattr(a, "attr2"), a.attr3)
