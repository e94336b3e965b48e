a = [1, 2, 1, 3, 1]
print(a.index(1), a.index(1, 1), a.index(1, 3, 5), a.index(1, -1), a.count(1), 1.0 in a, a.index(True))
for i, v in enumerate(a, start=10): print(i, v, end=" ")
print(list(enumerate([], 5)), list(zip(a, a[1:])), min(a), max(a), sum(a), a.__len__(), a.__contains__(3))
