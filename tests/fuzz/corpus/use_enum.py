from enum import Enum, auto
class C(Enum):
    A = auto()
    B = 2
print(C.A, C(2), list(C), C["A"].value)
