# An exception in a queue's own hook leaves it usable: the lock is let go.
import queue

class Bad(queue.Queue):
    def _put(self, item):
        if item == "bad":
            raise ValueError("refused")
        super()._put(item)


q = Bad()
for item in ("good", "bad", "better"):
    try:
        q.put(item)
    except ValueError as e:
        print(e)
print(q.mutex.locked(), q.qsize(), q.unfinished_tasks, q.get(), q.get())
p = queue.PriorityQueue()
p.put(1)
try:
    p.put("x")
except TypeError as e:
    print(e)
print(p.mutex.locked(), p.get())
