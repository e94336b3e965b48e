"""The queues: first in first out, last in first out, smallest first, and the simple one.

    gilvm examples/09-queues/kinds.py

Row 20: Queue, LifoQueue, PriorityQueue, SimpleQueue; Empty and Full; every way to put and to get.
"""
import queue

for kind in (queue.Queue, queue.LifoQueue, queue.PriorityQueue, queue.SimpleQueue):
    q = kind()
    for item in (3, 1, 2):
        q.put(item)
    print(kind.__name__, q.qsize(), [q.get() for _ in range(3)], q.empty())

q = queue.Queue(maxsize=2)
q.put('甲')
q.put('乙', True, 1)
print('full:', q.full(), 'size:', q.qsize())


def complain(function, *args, **kwargs):
    try:
        print(function(*args, **kwargs))
    except (queue.Empty, queue.Full, ValueError) as error:
        print(type(error).__name__, error)


complain(q.put_nowait, '丙')
complain(q.put, '丙', block=False)
complain(q.put, '丙', timeout=0.01)
complain(q.put, '丙', timeout=-1)
complain(q.get_nowait)
complain(q.get, False)
complain(q.get, block=False)
complain(q.get, timeout=0.01)
complain(q.get, timeout=-1)

# Ties of a priority are settled by what comes next in the tuple.
tasks = queue.PriorityQueue()
for task in [(2, '睡觉'), (1, '吃饭'), (3, '打豆豆')]:
    tasks.put(task)
while not tasks.empty():
    print(*tasks.get())
