def f(x):
    match x:
        case {"a": a, **rest}: return a, rest
        case {**all}: return "all", all
print(f({"a": 1, "b": 2, "c": 3}), f({"z": 1}))
d = {"a": 1}
match d:
    case {"a": 1, **r}: print(r, d)
from collections import defaultdict
dd = defaultdict(list)
match dd:
    case {"missing": _}: print("no!")
    case _: print("not created", dict(dd))
