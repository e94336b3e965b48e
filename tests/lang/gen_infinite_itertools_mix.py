import itertools as it
def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
print(list(it.islice(fib(), 10)), next(x for x in fib() if x > 1000), list(it.takewhile(lambda x: x < 30, fib())), sum(it.islice(fib(), 50)))
g = fib()
print(list(zip(range(3), g)), next(g))
