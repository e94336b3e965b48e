class Node:
    __slots__ = ("next", "prev")
first = prev = Node()
for _ in range(300000):
    n = Node()
    prev.next, n.prev = n, prev
    prev = n
prev.next, first.prev = first, prev
n, count = first.next, 1
while n is not first:
    n = n.next
    count += 1
print(count)
del first, prev, n
import gc
gc.collect()
print("collected")
