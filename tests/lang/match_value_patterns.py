import math
class Color:
    RED = 1
    GREEN = "g"
def f(x):
    match x:
        case Color.RED: return "red"
        case Color.GREEN: return "green"
        case math.pi: return "pi"
        case [Color.RED, Color.GREEN]: return "both"
        case {Color.GREEN: v}: return f"key {v}"
        case other: return f"other {other}"
print([f(x) for x in (1, "g", math.pi, [1, "g"], {"g": 5}, 2)])
