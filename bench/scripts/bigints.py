# Integers beyond the machine word.
def run():
    a, b = 0, 1
    for _ in range(20_000):
        a, b = b, a + b
    f = 1
    for i in range(1, 2000):
        f *= i
    digits = 0
    n = f
    for _ in range(1000):
        n, r = divmod(n, 1_000_003)
        digits += r
    return a % 10**18, f.bit_length(), digits, pow(3, 10**40, 10**20 + 39)


for _ in range(40):
    print(run())
