# Generators: chains, delegation, send.
def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


def evens(items):
    for x in items:
        if not x & 1:
            yield x


def twice(items):
    yield from items
    yield from ()


def averager():
    total = n = 0
    mean = None
    while True:
        x = yield mean
        total += x
        n += 1
        mean = total // n


def run(n):
    s = sum(twice(evens(count(n))))
    a = averager()
    next(a)
    last = 0
    for i in range(n // 2):
        last = a.send(i)
    return s, last, sum(x * x for x in count(n) if x % 3)


print(run(1_800_000))
