print(min(3, 1, 2), max([3, 1]), min("hello"), max("a", "b", key=ord), min([], default="d"), max([(1, "b"), (1, "a")], key=lambda t: t[0]), min(range(5)), max({"a": 1, "b": 0}), min([1.0, 1]), max([1, 1.0, True]), max(["a", "bbb"], key=len), min((x for x in [3, 2])), max("中", "文"), max([2], key=None))
for f in (lambda: min([]), lambda: max(), lambda: min(5), lambda: max(1, "a"), lambda: min(1, 2, default=3), lambda: max([1], ke=1)):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
