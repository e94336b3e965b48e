def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(f"{type(e).__name__}: {e}")
attempt(lambda: 1 << -1)
attempt(lambda: 1 >> -1)
attempt(lambda: 1 << 200)
attempt(lambda: (1 << 200) >> 10 ** 30)
attempt(lambda: 0 << 10 ** 30)
attempt(lambda: -1 >> 10 ** 30)
