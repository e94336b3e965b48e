class K:
    def __init__(self, v): self.v = v
    def __hash__(self): return 42
    def __eq__(self, o): return self.v == o.v
d = {K(i): i for i in range(300)}
print(len(d), d[K(250)], len(set(d) | {K(5)}))
d = {i << 32: i for i in range(3000)}
print(len(d), d[100 << 32])
d = {i * (2 ** 61 - 1): i for i in range(100)}
print(len(d), d[0])
s = {float(i) for i in range(10000)}
print(len(s), 5 in s)
