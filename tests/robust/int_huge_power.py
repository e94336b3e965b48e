# gilvm only: CPython computes 10**10**8 for minutes; gilvm answers with the number or MemoryError
def attempt(name, f):
    try:
        f()
        print(name, "ended")
    except (MemoryError, OverflowError):
        print(name, "ended")
attempt("10**10**6", lambda: 10 ** 10 ** 6)
attempt("10**10**11", lambda: 10 ** 10 ** 11)
attempt("2**2**50", lambda: 2 ** 2 ** 50)
attempt("(-3)**10**15", lambda: (-3) ** 10 ** 15)
