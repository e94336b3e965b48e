match [1, [2, 3], {"k": 4}]:
    case [int(a), [b, *_], {"k": c, **r}] if a < b: print(a, b, c, r)
    case _: print("no")
