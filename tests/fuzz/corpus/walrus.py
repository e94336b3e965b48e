if (n := 5) > 3 and [y := 1, y]: print(n, y)
print([z for i in range(3) if (z := i)])
