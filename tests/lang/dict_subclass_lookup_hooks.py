class CI(dict):
    def __getitem__(self, k): return super().__getitem__(k.lower())
    def __setitem__(self, k, v): super().__setitem__(k.lower(), v)
    def __contains__(self, k): return super().__contains__(k.lower())
    def get(self, k, d=None): return self[k] if k in self else d
c = CI()
c["ABC"] = 1
print(c["abc"], "Abc" in c, c.get("ABC"), c.get("z", 0), c, list(c))
