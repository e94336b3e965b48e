print([hash(i) for i in (0, 1, -1, -2, 2 ** 61 - 1, 2 ** 61, 2 ** 61 - 2, -2 ** 61, 2 ** 64, -2 ** 100, 10 ** 50)])
print([hash(f) for f in (0.0, 1.0, -1.0, 0.5, 1.5, 1e100, -2.5, float("inf"), float("-inf"), 0.1)])
print(hash(1j), hash(1 + 2j), hash((1, 2, 3)), hash(()), hash((1,)), hash((1, (2, 3))), hash(frozenset()), hash(frozenset([1, 2])), hash(range(5)), hash(None) == hash(None))
