d = {i: i for i in range(6)}
del d[2], d[4]
d[2] = "again"
d[0] = "changed"
d[4] = "last"
print(d, list(reversed(d)), list(d.items())[-1])
d.pop(0)
d[0] = "back"
print(list(d))
for i in range(100): d[i] = i
for i in range(0, 100, 2): del d[i]
print(list(d)[:8], len(d))
