def g():
    try:
        yield 1
    finally:
        print("cleanup")
        yield 2
        print("after 2")
x = g()
next(x)
print(x.throw(ValueError("first")))
try:
    x.throw(KeyError("second"))
except KeyError as e:
    print(repr(e), repr(e.__context__))
x = g()
next(x)
print(x.throw(ValueError("v")))
try:
    next(x)
except ValueError as e:
    print("reraised", e)
