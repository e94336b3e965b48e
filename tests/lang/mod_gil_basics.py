# gilvm only: the module gil is not CPython's
import gil
a = gil.steps()
for i in range(100): pass
b = gil.steps()
print(b - a >= 100, isinstance(b, int))
