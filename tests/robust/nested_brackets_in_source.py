for n in (50, 150, 250, 1000, 100000):
    for o, c in ("()", "[]", "{}"):
        src = o * n + c * n
        try:
            compile(src, "s", "eval")
            print(n, o, "compiled")
        except (SyntaxError, MemoryError, RecursionError, TypeError) as e:
            print(n, o, "refused") if n > 250 else print(n, o, type(e).__name__, e)
