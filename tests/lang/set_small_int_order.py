# CPython's table order for ints is deterministic.
print({5, 3, 1}, {10, 9, 8, 7}, set(range(20, 0, -1)), {100, 1, 33, 17}, {8, 16, 24, 32}, {-1, -2, 0, 5}, {1000, 2000, 3, 4}, {2 ** 61, 7, 64})
s = set()
for i in (9, 1, 17, 25, 33, 41, 2): s.add(i)
print(s, list(s), sorted(s))
s = {i * i for i in range(15)}
print(s)
s.discard(16); s.add(300); s.add(16)
print(s)
print({0.5, 1.5, 2.5}, {True, False}, {1, 0.5, 3}, set([3, 2, 1]) | {0, 9}, {1, 2, 3} & {3, 2}, {1, 9, 17} - {9}, {5, 13, 21} ^ {13, 6}, frozenset([24, 8, 16]))
print({x % 7 for x in range(50, 0, -3)}, set(range(70, 90)), {64, 32, 0, 96})
