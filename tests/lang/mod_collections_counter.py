from collections import Counter
c = Counter("abracadabra")
print(c, c["a"], c["z"], c.most_common(2), c.total(), sorted(c.elements()), len(c), "z" in c)
c.update("aaz"); c.subtract({"a": 3}); c["q"] = -1
print(c, c.most_common()[-1], Counter(a=3, b=1) + Counter(a=1, c=2), Counter(a=3, b=1) - Counter(a=1, b=5), Counter(a=3) & Counter(a=1, b=1), Counter(a=3) | Counter(b=1), +Counter(a=-1, b=2), -Counter(a=-1, b=2))
del c["q"], c["not there"]
print(Counter([1, 1, 2]), Counter(), Counter({"x": 2}), dict(Counter("aab")), Counter(a=1) == Counter(a=1, b=0), Counter(a=1) <= Counter(a=2), Counter("ab").copy(), Counter.fromkeys if 0 else "", sum(c.values()))
w = "the cat the dog the end a cat".split()
print(Counter(w).most_common(3), Counter(map(len, w)))
c = Counter()
for x in w: c[x] += 1
c += Counter(zebra=9)
print(c)
