# Tuple unpacking, star targets, match statements.
def area(shape):
    match shape:
        case ("circle", r):
            return 3 * r * r
        case ("box", w, h):
            return w * h
        case {"side": s}:
            return s * s
        case [x, *_]:
            return x
        case _:
            return 0


def run(n):
    shapes = [("circle", 2), ("box", 3, 4), {"side": 5}, [6, 7, 8, 9], 10]
    total = 0
    a, b, c = 1, 2, 3
    for i in range(n):
        a, b, c = b, c, a
        first, *rest, last = (i, a, b, c)
        total += first + rest[0] * last + area(shapes[i % 5])
    return total


print(run(1_200_000))
