from itertools import count, cycle, repeat, islice
print(list(islice(count(), 3)), list(islice(count(5, 2), 3)), list(islice(count(0.5, 0.25), 3)), list(islice(cycle("ab"), 5)), list(repeat("x", 3)), list(islice(repeat(1), 2)), list(cycle([])), next(count(-10, -5)), repeat(5, 2), count(3), count(1, 2), list(islice(count(2 ** 63 - 1), 2)))
print(list(map(pow, range(4), repeat(2))), list(islice("abcdef", 1, 5, 2)), list(islice("abc", None)), list(islice("abc", 2, None)), list(islice(range(10), 0)))
for f in (lambda: islice("a", -1), lambda: islice("a"), lambda: islice("a", 1, 2, 0), lambda: islice("abc", "x"), lambda: count("a")):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
