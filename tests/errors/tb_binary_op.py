def f(a, b):
    x = 1
    return x + a * (b / 0) - 2
f(1, 2)
