# gilvm only: CPython has no limit of its own
# flags: --max-heap=64M
a = []
try:
    while True:
        a.append("x" * 1000000 + str(len(a)))
except MemoryError:
    n = len(a)
    a = None
    print("MemoryError", 10 < n < 70)
b = {}
try:
    for i in range(10 ** 9):
        b[i] = [i]
except MemoryError:
    n = len(b)
    b = None
    print("MemoryError", n > 1000)
print(len([0] * 100000))
