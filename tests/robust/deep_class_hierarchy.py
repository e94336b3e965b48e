cls = object
for i in range(300):
    cls = type(f"C{i}", (cls,), {f"m{i}": lambda self, i=i: i})
o = cls()
print(o.m0(), o.m299(), len(cls.__mro__), isinstance(o, cls.__mro__[150]))
bases = tuple(type(f"B{i}", (), {"x": i}) for i in range(200))
print(type("Wide", bases, {}).x, len(type("Wide", bases, {}).__mro__))
