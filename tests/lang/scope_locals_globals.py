def f(a, b=2):
    c = a
    return locals()
print(f(1))
g = globals()
g["made"] = 5
print(made, __name__)
class A:
    p = 1
    q = sorted(k for k in locals() if not k.startswith("__"))
print(A.q)
