a, b = 1, "x"
total = 10 + (a + b) * 2
