def attempt(f):
    try:
        f()
    except Exception as e:
        print(f"{type(e).__name__}: {e}")
attempt(lambda: "a".upper(1))
attempt(lambda: "a".join())
attempt(lambda: "a".replace("a"))
attempt(lambda: "a".replace("a", 1))
attempt(lambda: "a".split(1, 2, 3))
attempt(lambda: "a".zfill("x"))
attempt(lambda: "a".ljust())
attempt(lambda: str.upper())
attempt(lambda: str.upper(5))
attempt(lambda: "a".strip(5))
attempt(lambda: "a".encode(5))
attempt(lambda: "a".startswith())
attempt(lambda: "a".nope())
attempt(lambda: "a".split(foo=1))
