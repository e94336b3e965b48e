# A class body's names are not seen by its methods; enclosing function's are.
def f():
    x = "function"
    class A:
        x = "class"
        y = x
        def m(self): return x
        z = [x for _ in range(1)]
    return A
A = f()
print(A.y, A().m(), A.z)
x = "global"
def g():
    class B:
        print(x)
        x = "in class"
        print(x)
g()
