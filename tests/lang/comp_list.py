print([x * 2 for x in range(5)], [x for x in range(10) if x % 2 if x > 3], [(x, y) for x in range(3) for y in range(x)])
m = [[1, 2], [3, 4], [5, 6]]
print([[r[i] for r in m] for i in range(2)], [x for r in m for x in r], [a for a, *b in m], [i if i % 2 else -i for i in range(4)])
