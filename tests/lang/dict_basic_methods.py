d = {"a": 1, "b": 2}
d["c"] = 3
print(d, len(d), d["a"], d.get("z"), d.get("z", 0), "a" in d, 1 in d, list(d), list(d.values()), list(d.items()), d.keys(), d.values(), d.items())
print(d.pop("a"), d.pop("zz", None), d.popitem(), d, d.setdefault("b", 9), d.setdefault("n"), d.setdefault("l", []), d)
d.update({"b": 20}, x=1)
d.update([("y", 2), "zw"])
d.update()
print(d, d.copy() == d, dict.fromkeys([1, 2]), dict.fromkeys("ab", 0), {1: 1} | {2: 2}, {1: 1, 2: 0} | {2: 2})
d |= {"new": 5}
d |= [("pair", 6)]
print(d)
d.clear()
print(d, dict(), dict(a=1), dict([(1, 2)], b=3), dict({"x": 1}, x=2), dict(zip("ab", [1, 2])))
