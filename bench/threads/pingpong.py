# pingpong.py lock|cond|queue N [apart]: two threads pass a turn to each other, N times each; prints rate=TURNS a second.
# `apart`: each keeps to a core of its own.
import os
import sys
import threading
import time

try:
    import queue
except ImportError:
    import Queue as queue

clock = getattr(time, "perf_counter", time.time)
kind, n = sys.argv[1], int(sys.argv[2])


def stay(place):
    if sys.argv[-1] == "apart":
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[place % len(cores)]})


def by_locks(mine, other):
    for i in range(n):
        mine.acquire()
        other.release()


whose = 0


def by_condition(cond, me):
    global whose
    for i in range(n):
        with cond:
            while whose != me:
                cond.wait()
            whose = 1 - me
            cond.notify()


def by_queues(mine, other):
    for i in range(n):
        mine.get()
        other.put(None)


if kind == "lock":
    a, b = threading.Lock(), threading.Lock()
    b.acquire()
    play, ends = by_locks, [(a, b), (b, a)]
elif kind == "cond":
    both = threading.Condition()
    play, ends = by_condition, [(both, 0), (both, 1)]
else:
    a, b = queue.Queue(), queue.Queue()
    a.put(None)
    play, ends = by_queues, [(a, b), (b, a)]
def begin_at(place):
    stay(place)
    play(*ends[place])


threads = [threading.Thread(target=begin_at, args=(place,)) for place in range(2)]
begin = clock()
for t in threads:
    t.start()
for t in threads:
    t.join()
print("rate=%.0f" % (2 * n / (clock() - begin)))
