import heapq
h = []
for x in (5, 1, 4, 1, 9, 2): heapq.heappush(h, x)
print(h, [heapq.heappop(h) for _ in range(6)])
a = [9, 8, 7, 3, 2, 1]
heapq.heapify(a)
print(a, heapq.heappushpop(a, 0), heapq.heapreplace(a, 100), a, heapq.nlargest(2, a), heapq.nsmallest(3, [5, 1, 3, 2]), heapq.nlargest(2, ["a", "ccc", "bb"], key=len), heapq.nsmallest(10, [2, 1]), list(heapq.merge([1, 4], [2, 3], [0])), list(heapq.merge(["bb", "a"], ["ccc"], key=len, reverse=True)))
q = []
for p, n in ((2, "b"), (1, "a"), (3, "c")): heapq.heappush(q, (p, n))
print([heapq.heappop(q)[1] for _ in range(3)])
try:
    heapq.heappop([])
except IndexError as e:
    print(e)
try:
    heapq.heappush(5, 1)
except TypeError as e:
    print(e)
