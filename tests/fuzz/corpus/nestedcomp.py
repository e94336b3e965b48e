print([[j for j in range(i)] for i in range(3)], [(lambda: i)() for i in range(2)])
