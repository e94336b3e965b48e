class Even(type):
    def __instancecheck__(cls, o): return isinstance(o, int) and o % 2 == 0
class E(metaclass=Even): pass
print(isinstance(4, E), isinstance(3, E), isinstance(E(), E))
print(isinstance(1, (str, int)), isinstance(True, int), issubclass(bool, (str, int)), isinstance(1, (str, (float, int))), isinstance(1, int | str))
for f in (lambda: isinstance(1, 5), lambda: issubclass(1, int), lambda: isinstance(1, "int"), lambda: issubclass(int, 3)):
    try:
        f()
    except TypeError as e:
        print(e)
