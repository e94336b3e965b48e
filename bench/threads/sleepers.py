# sleepers.py THREADS: each sleeps for 10 ms ten times; prints ms=MILLISECONDS for all (100 at best).
import sys
import threading
import time

clock = getattr(time, "perf_counter", time.time)


def sleeper():
    for i in range(10):
        time.sleep(0.01)


threads = [threading.Thread(target=sleeper) for i in range(int(sys.argv[1]))]
begin = clock()
for t in threads:
    t.start()
for t in threads:
    t.join()
print("ms=%.3f" % ((clock() - begin) * 1000))
