# A producer waits while the queue is full, and goes on when there is room.
import queue
import threading

q = queue.Queue(2)
log = []
lock = threading.Lock()


def produce():
    for i in range(6):
        q.put(i)
        with lock:
            log.append(q.qsize() <= 2)
    q.put(None)


t = threading.Thread(target=produce)
t.start()
got = []
while (item := q.get()) is not None:
    got.append(item)
t.join()
print(got, all(log))
