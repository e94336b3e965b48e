a = iter([1, 2, 3])
print(list(zip(a, "xy")), list(a), list(zip()), list(zip("ab")), list(zip("ab", range(5), [True, None])))
for args in (([1], [1, 2]), ([1, 2], [1]), ([1], [1], [])):
    try:
        list(zip(*args, strict=True))
    except ValueError as e:
        print(e)
m = [[1, 2], [3, 4]]
print(list(zip(*m)), dict(zip("ab", m)))
try:
    zip(1)
except TypeError as e:
    print(e)
try:
    zip([1], 2)
except TypeError as e:
    print(e)
