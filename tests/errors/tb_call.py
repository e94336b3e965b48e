def inner(x): raise ValueError("bad value")
def outer(y):
    return [1, inner(y), 2]
print(outer(5) + 1)
