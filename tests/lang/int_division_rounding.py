print(10 ** 30 / 10 ** 29, (10 ** 30 + 1) / 3, 2 ** 100 / 3, 1 / 3 ** 50, 9007199254740993 / 1, (2 ** 54 + 1) / 2, -10 ** 40 / 7, 5 / 10 ** 400)
try:
    print(10 ** 400 / 3)
except OverflowError as e:
    print(e)
try:
    float(10 ** 400)
except OverflowError as e:
    print(e)
print(round(5, -1), round(15, -1), round(25, -1), round(14, -1), round(-15, -1), round(12345, -2), round(7, 3), round(10 ** 30 + 55, -2), round(5), round(149, -2), round(150, -2), round(250, -2))
