def g():
    try:
        yield
    except Exception as e:
        print(type(e).__name__, e.args)
        yield
def start():
    x = g()
    next(x)
    return x
start().throw(ValueError)
start().throw(ValueError(3))
start().throw(ValueError, 4)
start().throw(ValueError, (5, 6))
start().throw(ValueError, ValueError("inst"))
for bad in (5, int, "str"):
    try:
        start().throw(bad)
    except TypeError as e:
        print("TypeError:", e)
