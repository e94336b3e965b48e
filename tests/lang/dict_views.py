a, b = {"x": 1, "y": 2}, {"y": 2, "z": 3}
print(sorted(a.keys() & b.keys()), sorted(a.keys() | b), sorted(a.keys() - b.keys()), sorted(a.keys() ^ b.keys()), a.items() & b.items(), a.keys() == {"x", "y"}, a.keys() <= {"x", "y", "z"}, "x" in a.keys(), 1 in a.values(), ("x", 1) in a.items(), a.keys().isdisjoint({"q"}), len(a.items()), list(reversed(a.values())))
k = a.keys()
a["new"] = 5
print(k, list(k), len(k), type(k).__name__, type(a.values()).__name__, type(iter(a.items())).__name__, a.keys().mapping["x"])
