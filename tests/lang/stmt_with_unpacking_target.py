from contextlib import contextmanager
@contextmanager
def two():
    yield (1, [2, 3])
with two() as (a, [b, c]):
    print(a, b, c)
d = {}
with two() as d["k"]:
    pass
print(d)
