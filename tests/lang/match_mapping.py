def f(x):
    match x:
        case {"type": "circle", "r": r}: return f"circle {r}"
        case {"type": "rect", "w": w, "h": h} if w == h: return f"square {w}"
        case {"type": "rect", "w": w, "h": h}: return f"rect {w}x{h}"
        case {"type": str(t)}: return f"unknown {t}"
        case {1: [a, b]}: return f"list {a} {b}"
        case {}: return "any mapping"
        case _: return "not a mapping"
for x in ({"type": "circle", "r": 2, "extra": 0}, {"type": "rect", "w": 2, "h": 2}, {"type": "rect", "w": 1, "h": 2}, {"type": "tri"}, {1: [2, 3]}, {}, {"a": 1}, []):
    print(f(x))
