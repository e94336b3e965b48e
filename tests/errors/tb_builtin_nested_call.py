print(max(len("a"), len(5)), abs("x"))
