def g():
    yield 1
    return "value"
x = g()
next(x)
try:
    next(x)
except StopIteration as e:
    print(e.value, e.args)
def h():
    r = yield from g()
    print("r =", r)
list(h())
def empty():
    return (1, 2)
    yield
try:
    next(empty())
except StopIteration as e:
    print(e.value)
