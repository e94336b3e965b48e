print(list(map(len, ["a", "bb"])), list(map(lambda a, b: a + b, [1, 2, 3], [10, 20])), list(filter(None, [0, 1, "", "a", None])), list(filter(lambda x: x > 1, [1, 2, 3])), list(map(int, "123")), list(map(str.upper, "ab")), list(map(None.__class__, [])), list(filter(str.isdigit, "a1b2")), list(map(max, [1, 5], [3, 2], [2, 9])))
m = map(lambda x: 1 / x, [1, 0])
print(next(m))
try:
    next(m)
except ZeroDivisionError as e:
    print(e)
for f in (lambda: map(), lambda: map(len), lambda: list(map(5, [1])), lambda: list(map(len, 5)), lambda: filter(None), lambda: list(filter(5, [1]))):
    try:
        f()
    except TypeError as e:
        print(e)
