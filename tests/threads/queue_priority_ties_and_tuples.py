# PriorityQueue orders by comparison; what cannot be compared fails.
import queue

q = queue.PriorityQueue()
for item in [(2, "b"), (1, "z"), (1, "a"), (3, "c")]:
    q.put(item)
print([q.get() for _ in range(4)])


class Job:
    def __init__(self, priority, name):
        self.priority, self.name = priority, name

    def __lt__(self, other):
        return self.priority < other.priority


for p, n in [(5, "five"), (1, "one"), (3, "three")]:
    q.put(Job(p, n))
print([q.get().name for _ in range(3)])
q.put((1, {}))
try:
    q.put((1, {}))
except TypeError as e:
    print(e)
q = queue.LifoQueue(3)
for i in range(3):
    q.put(i)
print(q.full(), [q.get() for _ in range(3)])
