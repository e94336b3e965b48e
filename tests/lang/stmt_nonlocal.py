def counter():
    n = 0
    def inc(by=1):
        nonlocal n
        n += by
        return n
    def get(): return n
    return inc, get
inc, get = counter()
inc(); inc(5)
print(get())
def outer():
    x = 1
    def mid():
        def inner():
            nonlocal x
            x = 2
        inner()
    mid()
    return x
print(outer())
