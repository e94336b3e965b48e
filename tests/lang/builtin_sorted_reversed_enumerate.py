print(sorted([3, 1, 2], reverse=True), list(reversed([1, 2])), list(enumerate("ab", 1)), list(enumerate(iter([5]))), sorted([], key=len), sorted({3: 0, 1: 0}), sorted("BaC", key=str.lower), list(enumerate("a", start=10 ** 20)))
for f in (lambda: sorted(5), lambda: sorted([1], None), lambda: reversed(5), lambda: enumerate(5), lambda: enumerate(), lambda: sorted(), lambda: enumerate([], "a")):
    try:
        f()
    except TypeError as e:
        print(e)
