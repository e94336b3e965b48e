from enum import Enum, IntEnum, Flag, IntFlag, auto, unique
class Color(Enum):
    RED = 1
    GREEN = 2
    ALIAS = 1
    def hex(self): return f"#{self.value:02x}"
print(Color.RED, repr(Color.RED), Color.RED.name, Color.RED.value, Color(2), Color["GREEN"], list(Color), len(Color), Color.ALIAS is Color.RED, Color.RED.hex(), Color.RED == 1, Color.RED == Color.RED, Color.RED in Color, isinstance(Color.RED, Color), {Color.RED: 1}[Color.ALIAS], Color.__members__.keys(), type(Color).__name__, Color, f"{Color.RED}", str(Color.GREEN))
class N(IntEnum):
    A = 1
    B = 5
print(N.A + 1, N.B > N.A, sorted([N.B, N.A]), repr(N.A), str(N.A), f"{N.B}", [10, 20][N.A], N(5), N.A == 1, isinstance(N.A, int))
class W(Enum):
    X = auto()
    Y = auto()
    Z = "z"
print([m.value for m in W], W("z"))
def attempt(f):
    try:
        f()
    except Exception as e:
        print(f"{type(e).__name__}: {e}")
attempt(lambda: Color(9))
attempt(lambda: Color["BLUE"])
attempt(lambda: Color.BLUE)
attempt(lambda: setattr(Color, "RED", 5))
attempt(lambda: Color.RED < Color.GREEN)
attempt(lambda: type("Sub", (Color,), {}))
def dup():
    @unique
    class D(Enum):
        A = 1
        B = 1
attempt(dup)
match Color.GREEN:
    case Color.RED: print("red")
    case Color.GREEN: print("green")
