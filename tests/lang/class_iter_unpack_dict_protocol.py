class M:
    def keys(self): return ["a", "b"]
    def __getitem__(self, k): return k * 2
print({**M()}, dict(M()))
def f(**k): return k
print(f(**M()))
d = {}
d.update(M())
print(d)
