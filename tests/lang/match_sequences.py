def f(x):
    match x:
        case []: return "empty"
        case [a]: return f"one {a}"
        case [1, b]: return f"1 and {b}"
        case (a, b): return f"pair {a} {b}"
        case [first, *rest, "last"]: return f"{first} {rest} last"
        case [_, _, *_]: return "long"
    return "no"
for x in ([], [5], (1, 2), [3, 4], [1, 2, 3, "last"], (1, 2, 3), "ab", b"ab", range(2), {1, 2}, {}, bytearray(b"a"), 5):
    print(x if not isinstance(x, set) else "set", "->", f(x))
