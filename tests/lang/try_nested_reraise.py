def f():
    try:
        try:
            raise ValueError("deep")
        except ValueError:
            print("one")
            raise
    except ValueError as e:
        print("two", e)
        raise KeyError("new") from e
try:
    f()
except KeyError as e:
    print(repr(e), repr(e.__cause__), e.__suppress_context__)
try:
    raise
except RuntimeError as e:
    print(e)
