def g():
    a = [(yield 1), (yield 2)]
    b = {"k": (yield a)}
    c = f"{(yield b)}"
    d = (yield c) + (yield)
    return d
x = g()
print(next(x), x.send("A"), x.send("B"), x.send("C"), x.send("D"), x.send(10))
try:
    x.send(5)
except StopIteration as e:
    print(e.value)
