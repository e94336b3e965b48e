class A:
    def __add__(self, o): return NotImplemented
    def __eq__(self, o): return NotImplemented
    def __lt__(self, o): return NotImplemented
class B:
    def __radd__(self, o): return "B handles"
    def __gt__(self, o): return "B gt"
print(A() + B(), A() < B(), A() == B(), A() != 5)
try:
    A() + 1
except TypeError as e:
    print(e)
try:
    A() < 1
except TypeError as e:
    print(e)
print(NotImplemented, type(NotImplemented).__name__)
