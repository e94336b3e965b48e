xs = list(range(5))
while xs:
    del xs[-1]
    if len(xs) == 2: break
print(xs)
def f():
    a = [1, 2, 3]
    b = a
    del a
    return b
print(f())
class A:
    x = 1
    y = 2
    del x
print(hasattr(A, "x"), A.y)
del A.y
print(hasattr(A, "y"))
