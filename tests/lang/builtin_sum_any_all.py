print(sum([1, 2, 3]), sum([]), sum([1.5, 2]), sum([[1], [2]], []), sum(range(101)), sum([1, 2], start=10), sum((True, 2)), sum([10 ** 20, 1]), sum([1j, 2]), any([]), all([]), any([0, "", None, 1]), all([1, "a", []]), any(x > 2 for x in range(5)), all(map(str.isdigit, "123")), sum([(1,), (2,)], ()))
for f in (lambda: sum(["a"]), lambda: sum(["a"], ""), lambda: sum(5), lambda: any(5), lambda: sum([b"a"], b""), lambda: sum([None])):
    try:
        f()
    except TypeError as e:
        print(e)
