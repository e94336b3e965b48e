class A:
    for i in range(3):
        exec(f"f{i} = {i} * 10")
    if i == 2:
        def m(self): return "defined in if"
    try:
        1 / 0
    except ZeroDivisionError:
        z = "caught"
    del i
print(A.f0, A.f2, A().m(), A.z, hasattr(A, "i"))
