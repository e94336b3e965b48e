import bisect
a = [1, 3, 3, 5]
print(bisect.bisect(a, 3), bisect.bisect_left(a, 3), bisect.bisect_right(a, 3), bisect.bisect_left(a, 0), bisect.bisect(a, 9), bisect.bisect_left(a, 3, 2), bisect.bisect_left(a, 5, 0, 2), bisect.bisect_left([(1, "a"), (2, "b")], 2, key=lambda t: t[0]))
bisect.insort(a, 4); bisect.insort_left(a, 3); bisect.insort(a, 0)
print(a, "FDCBA"[bisect.bisect([60, 70, 80, 90], 85)])
try:
    bisect.bisect(a, 1, -1)
except ValueError as e:
    print(e)
