def f(x):
    match x:
        case [1 | 2 as first, ("a" | "b") as second]: return first, second
        case (int() | str()) as v if v: return "truthy", v
        case [[x, y] as inner, *_]: return inner, x, y
        case _ if isinstance(x, float): return "float by guard"
        case _: return "none"
for v in ([1, "a"], [2, "b"], [3, "a"], 5, 0, "", "s", [[1, 2], 3], 2.5):
    print(f(v))
