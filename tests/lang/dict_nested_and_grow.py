d = {}
for w in "the cat the dog the end".split():
    d.setdefault(w[0], {}).setdefault(w, 0)
    d[w[0]][w] += 1
print(d)
big = {}
for i in range(10000): big[i * 7919 % 10007] = i
print(len(big), list(big)[:5], big[7919], sum(big.values()))
for i in range(0, 10007, 3): big.pop(i, None)
print(len(big), list(big)[-3:])
d = {}
d["self"] = d
print(d)
