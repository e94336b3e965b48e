# Python calls of all kinds: positional, defaults, keywords, *args.
def one(a):
    return a


def three(a, b=2, c=3):
    return a + b + c


def star(*args, **kwargs):
    return len(args) + len(kwargs)


def run(n):
    total = 0
    for i in range(n):
        total += one(i)
        total += three(i)
        total += three(1, c=i)
        total += star(1, 2, i)
        total += star(*(i, 2), k=3)
    return total


print(run(900_000))
