def o():
    x = 1
    def i():
        nonlocal x
        x += 1
        return lambda: x
    return i()
print(o()())
