g = (x * x for x in range(5) if x % 2)
print(next(g), list(g), list(g))
print(sum(i for i in range(4)), max((len(w), w) for w in ["aa", "b"]), ",".join(str(i) for i in range(3)))
n = 10
lazy = (n for _ in range(2))
n = 20
print(list(lazy))
try:
    (x for x in 5)
except TypeError as e:
    print(e)
pairs = ((a, b) for a in range(3) for b in "xy" if a)
print(list(pairs))
print(list((lambda: (yield 1))()))
