# gilvm only: CPython has no --max-heap
# flags: --max-heap=8M
"""Where memory runs out in the middle of Queue.put(), its lock is let go all the same."""
import queue
import threading

left = []


def produce(q):
    try:
        while True:
            q.put('x' * 1000 + str(q.qsize()))
    except MemoryError:
        q.queue.clear()
        left.append(q)


for _ in range(10):
    q = queue.Queue()
    workers = [threading.Thread(target=produce, args=(q,)) for _ in range(4)]
    for w in workers:
        w.start()
    for w in workers:
        w.join()
print(len(left), {q.mutex.locked() for q in left})
