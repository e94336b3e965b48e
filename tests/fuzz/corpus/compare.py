print(1 < 2 <= 2 != 3 > 1 >= 0, 1 in [1], 2 not in (), None is None, 1 is not 2)
