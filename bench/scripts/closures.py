# Cells: read, written and captured; decorators and lambdas.
def counter():
    n = 0

    def bump(by=1):
        nonlocal n
        n += by
        return n
    return bump


def compose(*fs):
    def run(x):
        for f in fs:
            x = f(x)
        return x
    return run


def logged(f):
    calls = [0]

    def wrapper(*args):
        calls[0] += 1
        return f(*args)
    wrapper.calls = calls
    return wrapper


@logged
def add(a, b):
    return a + b


def run(n):
    bump = counter()
    f = compose(lambda x: x + 1, lambda x: x * 2, lambda x: x - 3)
    total = 0
    for i in range(n):
        total += bump() + f(i) + add(i, 1)
    adders = [lambda x, k=k: x + k for k in range(100)]
    for g in adders * (n // 200):
        total += g(1)
    return total, add.calls


print(run(800_000))
