def g():
    try:
        x = yield 1
        yield x
    finally: print("f")
i = g(); next(i); print(i.send(5)); i.close()
