# handover.py lock|condition|queue N: two threads hand a turn to each other, N times each way.
import sys
import threading
import time

try:
    import queue
except ImportError:
    import Queue as queue

clock = getattr(time, "perf_counter", time.time)
turn = 0


def by_locks(mine, other, n):
    for i in range(n):
        mine.acquire()
        other.release()


def by_condition(cond, me, n):
    global turn
    for i in range(n):
        with cond:
            while turn != me:
                cond.wait()
            turn = 1 - me
            cond.notify()


def by_queues(mine, other, n):
    for i in range(n):
        mine.get()
        other.put(1)


mode, n = sys.argv[1], int(sys.argv[2])
if mode == "lock":
    p, q = threading.Lock(), threading.Lock()
    q.acquire()
    work = [(by_locks, (p, q, n)), (by_locks, (q, p, n))]
elif mode == "condition":
    c = threading.Condition()
    work = [(by_condition, (c, 0, n)), (by_condition, (c, 1, n))]
else:
    p, q = queue.Queue(), queue.Queue()
    p.put(1)
    work = [(by_queues, (p, q, n)), (by_queues, (q, p, n))]
players = [threading.Thread(target=f, args=a) for f, a in work]
began = clock()
for t in players:
    t.start()
for t in players:
    t.join()
print("rate=%.1f" % (2 * n / (clock() - began)))
