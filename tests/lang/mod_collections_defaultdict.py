from collections import defaultdict
d = defaultdict(list)
d["a"].append(1); d["b"]; d["a"].append(2)
print(d, d.get("zz"), "zz" in d, len(d), d.default_factory, dict(d))
n = defaultdict(int, x=5)
n["x"] += 1; n["y"] += 1
print(n, sorted(n.items()), n.pop("x"))
t = defaultdict(lambda: defaultdict(int))
t["a"]["b"] += 1
print({k: dict(v) for k, v in t.items()}, t.copy()["a"]["b"])
e = defaultdict(None, a=1)
try:
    e["q"]
except KeyError as x:
    print("KeyError", x)
try:
    defaultdict(5)
except TypeError as x:
    print(x)
print(defaultdict(int) == {}, defaultdict(int, a=1) | {"b": 2}, isinstance(d, dict), d.setdefault("c", 0), defaultdict(set, {1: {2}}))
