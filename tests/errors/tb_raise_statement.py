def check(n):
    if n > 1: raise ValueError(f"{n} is too big") from None
check(5)
