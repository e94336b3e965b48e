class A:
    x = "class A"
class B(A): pass
b = B()
print(b.x)
A.x = "changed"
print(b.x)
B.x = "class B"
print(b.x)
b.x = "instance"
print(b.x, B.x, A.x)
del b.x, B.x
print(b.x)
