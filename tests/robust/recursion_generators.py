def g(n):
    yield from g(n + 1)
try:
    next(g(0))
except RecursionError:
    print("yield from")
def h(n):
    for x in h(n + 1): yield x
try:
    list(h(0))
except RecursionError:
    print("nested for")
def comp(n): return [comp(x) for x in (n,)]
try:
    comp(1)
except RecursionError:
    print("comprehension")
gens = []
def chain():
    it = iter([1])
    for _ in range(5000): it = map(lambda x: x, it)
    return it
try:
    list(chain())
except RecursionError:
    pass
print("map chain ended")
