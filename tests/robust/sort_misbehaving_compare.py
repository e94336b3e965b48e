import random
random.seed(3)
class R:
    def __lt__(self, o): return random.random() < 0.5
l = [R() for _ in range(500)]
s = sorted(l)
print(len(s), set(map(id, s)) == set(map(id, l)))
class T:
    n = 0
    def __lt__(self, o):
        T.n += 1
        if T.n == 50: raise ValueError("at 50")
        return id(self) < id(o)
l = [T() for _ in range(100)]
try:
    l.sort()
except ValueError as e:
    print(e, len(l))
l = [5, 3, 1, 4]
def key(x):
    l.append(x)
    return x
try:
    l.sort(key=key)
except ValueError as e:
    print(e, sorted(l))
l = [3, 2, 1]
def k2(x):
    return len(l)
l.sort(key=k2)
print(l)
class NB:
    def __lt__(self, o): return "truthy"
print(len(sorted([NB(), NB(), NB()])))
print(sorted([float("nan"), 1, float("nan"), 0])[1] is not None, min(float("nan"), 1) is not None)
