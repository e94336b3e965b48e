g = [[0] * 3] * 2
g[0][1] = 5
print(g)
h = [[0] * 3 for _ in range(2)]
h[0][1] = 5
print(h)
a = [1]
a.append(a)
print(a, a[1] is a, len(a))
b = [a]
print(b)
