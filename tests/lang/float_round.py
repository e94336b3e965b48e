print([round(x) for x in (0.5, 1.5, 2.5, -0.5, -1.5, 2.6, 1e20)], round(2.675, 2), round(1.005, 2), round(1234.5678, -2), round(2.5, 0), round(1.25, 1), round(1.35, 1), round(-2.675, 2), round(1e300, 2), round(5.015, 2), round(3.14159, 3), round(1e-10, 5), round(123.456, 400), round(123.456, -400), round(2.5, None), round(number=1.7), round(0.1 + 0.2, 10), round(-0.4), round(-0.04, 1))
for f in (lambda: round("a"), lambda: round(1.5, "a"), lambda: round(float("inf")), lambda: round()):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
