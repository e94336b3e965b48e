if 1 > 0
    print("x")
