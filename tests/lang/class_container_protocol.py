class D:
    def __init__(self): self.d = {}
    def __getitem__(self, k): print("get", k); return self.d[str(k)]
    def __setitem__(self, k, v): print("set", k, v); self.d[str(k)] = v
    def __delitem__(self, k): print("del", k); del self.d[str(k)]
    def __contains__(self, k): print("in", k); return "truthy"
    def __len__(self): return 3
x = D()
x["a"] = 1
x["a"] += 5
print(x["a"], "zz" in x, len(x), bool(x))
del x["a"]
x[1:2] = 3
x[::2, 1] = 4
print(x[::2, 1], x.d)
