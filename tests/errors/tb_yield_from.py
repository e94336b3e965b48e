def a():
    yield 1
    raise ValueError("deep in a")
def b(): yield from a()
def c():
    yield from b()
list(c())
