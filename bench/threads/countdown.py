# countdown.py seq|thr THREADS N [apart]: THREADS threads count N down, one after the other or at the same time;
# prints ms=MILLISECONDS. `apart`: each keeps to a core, in turns.
import os
import sys
import threading
import time

clock = getattr(time, "perf_counter", time.time)


def count(n, place):
    if sys.argv[-1] == "apart":
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[place % len(cores)]})
    while n > 0:
        n -= 1


threads = [threading.Thread(target=count, args=(int(sys.argv[3]), i)) for i in range(int(sys.argv[2]))]
begin = clock()
for t in threads:
    t.start()
    if sys.argv[1] == "seq":
        t.join()
for t in threads:
    t.join()
print("ms=%.3f" % ((clock() - begin) * 1000))
