a = b = [1]
a += "xy"
a *= 2
print(a, a is b)
c = a = a + [1]
print(c is b, len(c), len(b))
a += a
print(len(a))
a *= 0
print(a, a is c)
