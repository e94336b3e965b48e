x: int = 3
y: str
print(x, __annotations__)
try:
    y
except NameError as e:
    print(e)
class A:
    f: "later" = 1
    g: list[int]
print(A.__annotations__, A.f, hasattr(A, "g"))
def fn():
    z: undefined_name = 5
    return z
print(fn())
