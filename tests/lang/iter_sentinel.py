vals = iter([1, 2, 3, 0, 5])
print(list(iter(lambda: next(vals), 0)), list(vals))
print(list(iter(iter("abca").__next__, "c")))
try:
    iter(5, 0)
except TypeError as e:
    print(e)
try:
    next([1])
except TypeError as e:
    print(e)
