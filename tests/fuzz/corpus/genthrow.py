def g():
    while 1:
        try: yield
        except ValueError: yield "v"
i = g(); next(i); print(i.throw(ValueError))
