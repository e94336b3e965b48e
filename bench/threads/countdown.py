# countdown.py seq|thr THREADS N: THREADS threads count N down, one after the other or at the same time;
# prints ms=MILLISECONDS.
import sys
import threading
import time

clock = getattr(time, "perf_counter", time.time)


def count(n):
    while n > 0:
        n -= 1


threads = [threading.Thread(target=count, args=(int(sys.argv[3]),)) for i in range(int(sys.argv[2]))]
begin = clock()
for t in threads:
    t.start()
    if sys.argv[1] == "seq":
        t.join()
for t in threads:
    t.join()
print("ms=%.3f" % ((clock() - begin) * 1000))
