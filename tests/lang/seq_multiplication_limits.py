for f in (lambda: [1] * (10 ** 30), lambda: "a" * (10 ** 30), lambda: (1,) * -(10 ** 30), lambda: [0] * -5):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
