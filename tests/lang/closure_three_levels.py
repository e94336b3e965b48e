def a(x):
    def b(y):
        def c(z):
            return [x, y, z, (lambda w: x + y + z + w)(1)]
        return c
    return b
print(a(1)(2)(3))
def skip(x):
    def mid():
        def inner(): return x
        return inner
    return mid()()
print(skip("through"))
