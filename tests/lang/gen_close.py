def g():
    try:
        yield 1
        yield 2
    except GeneratorExit:
        print("exit")
        raise
    finally:
        print("finally")
x = g()
next(x)
x.close()
x.close()
print(list(x))
y = g()
y.close()
print(list(y))
def stubborn():
    try:
        yield 1
    except GeneratorExit:
        yield 2
z = stubborn()
next(z)
try:
    z.close()
except RuntimeError as e:
    print(e)
def returns():
    try:
        yield
    except GeneratorExit:
        return 5
w = returns()
next(w)
print(w.close())
def raises():
    try:
        yield
    finally:
        raise ValueError("from finally")
v = raises()
next(v)
try:
    v.close()
except ValueError as e:
    print(e)
