def hello(self): return f"hello from {type(self).__name__}"
A = type("A", (), {"hello": hello, "x": 5})
B = type("B", (A,), dict(y=6))
b = B()
print(b.hello(), b.x, b.y, B.__mro__[1] is A, type(A) is type, A.__module__)
try:
    type("X", 5, {})
except TypeError as e:
    print(e)
try:
    type(1, 2)
except TypeError as e:
    print(e)
