def f():
    out = []
    for i in range(6):
        try:
            if i == 1: continue
            if i == 4: break
            if i == 2: raise ValueError
            out.append(i)
        except ValueError:
            out.append("v")
            continue
        else:
            out.append("else")
        finally:
            out.append("f")
    return out
print(f())
