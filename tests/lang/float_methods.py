print((2.5).is_integer(), (2.0).is_integer(), (0.75).as_integer_ratio(), (-2.5).as_integer_ratio(), (255.5).hex(), (0.1).hex(), float.fromhex("0x1.8p1"), float.fromhex("-0x.8"), float("inf").hex(), (0.0).hex(), (1e-320).hex(), (2.5).real, (2.5).imag, (2.5).conjugate(), (2.7).__trunc__(), (2.7).__floor__(), (2.2).__ceil__(), (-2.5).__abs__(), (1.5).__int__())
for f in (lambda: float("inf").as_integer_ratio(), lambda: float("nan").as_integer_ratio(), lambda: float.fromhex("xyz")):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
