# += mutates a list but rebinds a tuple.
a = b = [1]
a += [2]
print(a, b, a is b)
t = u = (1,)
t += (2,)
print(t, u)
x = 7
x -= 1; x *= 4; x //= 5; x **= 3; x %= 50; x <<= 3; x >>= 1; x |= 1; x &= 0x3f; x ^= 5
print(x)
x /= 2
print(x)
s = "ab"
s *= 3
print(s)
d = {"n": 1}
d["n"] += 5
print(d)
