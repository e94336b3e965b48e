def f(x):
    match x:
        case {"k": v} if v / 0:
            return v
f({"k": 1})
