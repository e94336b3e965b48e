print(0.1 + 0.2, 1e16, 1e-7, float("nan"), float("inf"), round(2.5), 7.5 // 2, 2 ** 0.5, int(1e20))
