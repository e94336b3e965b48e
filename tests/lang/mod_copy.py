import copy
a = [1, [2, 3], {"k": [4]}, (5, [6])]
b, c = copy.copy(a), copy.deepcopy(a)
a[1].append("x"); a[2]["k"].append("y"); a[3][1].append("z")
print(b, c, b[1] is a[1], c[1] is a[1])
class P:
    def __init__(self, v): self.v = v
p = P([1])
q, r = copy.copy(p), copy.deepcopy(p)
p.v.append(2)
print(q.v, r.v, type(r).__name__)
l = [1]
l.append(l)
m = copy.deepcopy(l)
print(m, m[1] is m, m is not l)
class C:
    def __copy__(self): return "copied"
    def __deepcopy__(self, memo): return f"deep {type(memo).__name__}"
print(copy.copy(C()), copy.deepcopy(C()), copy.deepcopy([C()]), copy.copy({1: 2}), copy.copy({3}), copy.deepcopy((1, 2)), copy.copy("s"), copy.deepcopy(None), copy.copy(len) is len, copy.deepcopy(P) is P, copy.deepcopy({1: {2: [3]}}), copy.deepcopy({1, 2}), copy.copy(bytearray(b"x")))
shared = [0]
x = copy.deepcopy([shared, shared])
print(x[0] is x[1])
