class A:
    x = 1
a = A()
print(getattr(a, "x"), getattr(a, "y", None), hasattr(a, "y"))
setattr(a, "y", 2)
setattr(A, "z", 3)
print(a.y, a.z, vars(a), "x" in vars(A))
delattr(a, "y")
print(hasattr(a, "y"))
a.__dict__["w"] = 5
a.__dict__.update(v=6)
print(a.w, a.v)
a.__dict__ = {"fresh": 1}
print(a.fresh, hasattr(a, "w"))
try:
    a.__dict__ = 5
except TypeError as e:
    print(e)
try:
    vars(5)
except TypeError as e:
    print(e)
print(type(A.__dict__).__name__)
try:
    A.__dict__["q"] = 1
except TypeError as e:
    print(e)
