s = {1, 2, 3}
print(s & {2}, s | {9}, s - {1}, s ^ {3, 4}, s < {1, 2, 3, 4}, frozenset(s), {*s})
