def f(n):
    try:
        try:
            if n == 0: return "try"
            if n == 1: raise KeyError
        finally:
            if n == 2: return "inner finally"
            print("inner", n)
    except KeyError:
        return "caught"
    finally:
        print("outer", n)
    return "end"
for i in range(4): print(f(i))
