from enum import Enum, StrEnum, auto
class Planet(Enum):
    EARTH = (5.97, 6.37)
    MARS = (0.64, 3.39)
    def __init__(self, mass, radius):
        self.mass = mass
        self.radius = radius
    @property
    def ratio(self): return round(self.mass / self.radius, 3)
print(Planet.EARTH.mass, Planet.MARS.ratio, Planet((0.64, 3.39)))
class S(StrEnum):
    LOW = auto()
    HIGH = "hi"
print(S.LOW, S.LOW.upper(), S.HIGH == "hi", repr(S.HIGH), f"{S.LOW:>5}")
class O(Enum):
    def _generate_next_value_(name, start, count, last): return name.lower()
    @classmethod
    def _missing_(cls, v): return cls.A if v == "default" else None
    A = auto()
    B = auto()
print([o.value for o in O], O("default"))
F = Enum("F", "X Y")
print(list(F), F.Y.value, Enum("G", {"k": 7}).k.value)
class Ord(Enum):
    A = 1
    B = 2
    def __lt__(self, o): return self.value < o.value
print(sorted([Ord.B, Ord.A]), max(Ord), Ord.A.__class__ is Ord, hash(Ord.A) == hash(Ord.A))
