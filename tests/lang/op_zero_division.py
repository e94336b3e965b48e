def attempt(s):
    try:
        print(s, eval(s))
    except Exception as e:
        print(f"{s}: {type(e).__name__}: {e}")
for s in ["1/0", "1//0", "1%0", "1.0/0", "1.0//0", "1.0%0", "divmod(1, 0)", "divmod(1.0, 0)", "0**-1", "0.0**-1", "1j/0", "10**400/0", "True % False", "1/0.0", "pow(2, -1, 4)", "pow(2, 3, 0)"]:
    attempt(s)
