# An exception in the expression of `except` replaces the one in flight.
try:
    try:
        raise ValueError(1)
    except undefined_name:
        pass
except NameError as e:
    print(e, repr(e.__context__))
