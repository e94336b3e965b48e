a = 3 ** 500
b = 7 ** 300
print(a, b, sep="\n")
print(a * b % 10 ** 50, a // b, a % b, (a * b) // b == a, divmod(a, b)[0] == a // b, a + b - a == b, a > b, -a < b, a.bit_length())
print(a << 100 >> 100 == a, a & b, a | b, a ^ b, ~a, -a // b, -a % b, a >> 700, -a >> 700)
print(len(str(2 ** 10000)), str(2 ** 10000)[:20], 2 ** 10000 % 1000000007, int("9" * 100) + 1, 10 ** 100 // 10 ** 98)
f = 1
for i in range(1, 101): f *= i
print(f, f / 10 ** 150, float(10 ** 300), hash(f))
x, y = 0, 1
for _ in range(1000): x, y = y, x + y
print(x)
