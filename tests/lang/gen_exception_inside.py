def g():
    yield 1
    1 / 0
    yield 2
x = g()
print(next(x))
try:
    next(x)
except ZeroDivisionError as e:
    print(e)
print(list(x))
