class D(dict):
    def __missing__(self, k):
        self[k] = v = k * 2
        return v
d = D(a=1)
print(d["a"], d[5], d, d.get("none"), "x" in d, type(d).__name__, D({"q": 1}) | {"z": 2})
class Log(dict):
    def __setitem__(self, k, v): print("set", k); super().__setitem__(k, v)
    def __getitem__(self, k): return ("got", super().__getitem__(k))
l = Log()
l["x"] = 1
l.update(y=2)
print(l["x"], l.get("y"), l, dict(l))
