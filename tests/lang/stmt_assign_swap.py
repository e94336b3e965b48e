a, b = 1, 2
a, b = b, a
print(a, b)
xs = [1, 2, 3]
i = 0
i, xs[i] = 2, 9
print(i, xs)
(p, (q, r)), s = (1, (2, 3)), 4
print(p, q, r, s)
[m, n] = "xy"
print(m, n)
