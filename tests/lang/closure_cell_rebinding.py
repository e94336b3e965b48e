def outer():
    x = 1
    def get(): return x
    a = get()
    x = 2
    b = get()
    del x
    try:
        get()
    except NameError as e:
        print(type(e).__name__, e)
    x = 3
    return a, b, get()
print(outer())
