a = 3 ** 200
print(a, a // 7 ** 50, a % 10 ** 20, a >> 100, -a & 0xffff, pow(a, 5, 97), int("9" * 30), hex(a))
