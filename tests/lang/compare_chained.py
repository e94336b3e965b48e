def v(x):
    print(x, end=";")
    return x
print(v(1) < v(2) < v(3))
print(v(3) < v(2) < v(1))
print(1 < 2 > 1 != 5 == 5, 1 < 3 < 2, (1 < 3) < 2, 1 == 1 in [1], not 1 == 2)
x = 5
print(0 <= x < 10, 0 < x < 5 or "no", 1 is 1 is not None)
