# sleepers.py THREADS: each thread sleeps for 10 ms, ten times.
import sys
import threading
import time

clock = getattr(time, "perf_counter", time.time)


def sleep():
    for i in range(10):
        time.sleep(0.01)


threads = [threading.Thread(target=sleep) for i in range(int(sys.argv[1]))]
began = clock()
for t in threads:
    t.start()
for t in threads:
    t.join()
print("wall=%.6f" % (clock() - began))
