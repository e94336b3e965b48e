def f(x):
    match x:
        case 0: return "zero"
        case -1: return "minus one"
        case 1.5: return "float"
        case "a" | "b": return "a or b"
        case None: return "none"
        case True: return "true"
        case b"x": return "bytes"
        case 2 + 3j: return "complex"
        case _: return "other"
print([f(x) for x in (0, -1, 1.5, "a", "b", None, True, 1, b"x", 2 + 3j, False, 0.0, "c", [])])
