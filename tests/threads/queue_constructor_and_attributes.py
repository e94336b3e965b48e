# maxsize, names and reprs of the queue classes.
import queue

for cls in (queue.Queue, queue.LifoQueue, queue.PriorityQueue):
    q = cls()
    print(cls.__name__, q.maxsize, q.unfinished_tasks, q.empty(), q.full(), q.qsize(), list(q.queue))
    q = cls(maxsize=1)
    q.put(1)
    print(q.full(), q.empty(), q.qsize(), q.unfinished_tasks)
    print(cls(-5).full(), cls(0).full(), cls[int])
print(queue.SimpleQueue[int], queue.Empty.__name__, queue.Empty.__module__, queue.Full.__module__, queue.Full.__mro__[1:])
print(sorted(queue.__all__))
s = queue.SimpleQueue()
print(type(s), s.empty(), s.qsize(), s.put(1), s.empty(), s.qsize(), hasattr(s, "join"), hasattr(s, "full"))
for args in ((1,), ("x",)):
    try:
        queue.SimpleQueue(*args)
    except TypeError as e:
        print(type(e).__name__)
