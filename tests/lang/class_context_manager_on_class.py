# Special methods are looked up on the type, not on the instance.
class A: pass
a = A()
a.__enter__ = lambda: None
a.__exit__ = lambda *x: None
try:
    with a: pass
except TypeError as e:
    print(e)
a.__len__ = lambda: 3
try:
    len(a)
except TypeError as e:
    print(e)
a.__str__ = lambda: "no"
print(str(a) == "no")
A.__len__ = lambda self: 4
print(len(a))
A.__eq__ = lambda s, o: "eq!"
print(a == 1)
del A.__eq__
print(a == 1)
