def a():
    r = yield from b()
    yield r
def b():
    yield 1
    return 2
print(list(a()))
