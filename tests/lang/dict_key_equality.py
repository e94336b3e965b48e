d = {1: "int"}
d[1.0] = "float"
d[True] = "bool"
print(d)
print({0: "a", False: "b", 0.0: "c", "0": "d"}, {(1, 2): "t"}[(1.0, 2)], {"a": 1, "a": 2}, {None: 0, ...: 1})
class K:
    def __init__(self, v): self.v = v
    def __hash__(self): return 1
    def __eq__(self, o): return isinstance(o, K) and self.v == o.v
    def __repr__(self): return f"K{self.v}"
d = {K(i): i for i in range(5)}
del d[K(2)]
d[K(7)] = 7
print(d, K(4) in d, K(2) in d, d[K(7)])
nan = float("nan")
d = {nan: 1}
print(d[nan], float("nan") in d)
