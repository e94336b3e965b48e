try:
    try:
        try:
            raise KeyError(1)
        finally:
            raise ValueError(2)
    except ValueError:
        raise TypeError(3)
except TypeError as e:
    while e:
        print(repr(e))
        e = e.__context__
