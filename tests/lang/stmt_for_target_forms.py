for a, b in [(1, 2), (3, 4)]:
    print(a, b)
for i, (x, *y) in enumerate([(1, 2, 3), "ab"]):
    print(i, x, y)
xs = [0, 0]
for xs[1] in "pq":
    print(xs)
class O: pass
o = O()
for o.v in range(3): pass
print(o.v)
for k in {}: pass
else: print("empty")
for z in 1, 2, *[3, 4]: print(z, end=",")
print()
