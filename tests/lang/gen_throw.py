def g():
    while True:
        try:
            yield 1
        except ValueError as e:
            print("got", e)
            yield "handled"
x = g()
print(next(x), x.throw(ValueError("v")), next(x))
try:
    x.throw(KeyError("k"))
except KeyError as e:
    print("out", e)
print(list(x))
y = g()
try:
    y.throw(ValueError("not started"))
except ValueError as e:
    print(e)
