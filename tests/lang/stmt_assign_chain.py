# One right side, several targets, left to right.
a = b = c = [1]
a.append(2)
print(a, b, c, a is c)
i = 0
x = [0, 0, 0]
i = x[i] = 2
print(i, x)
