# io.py THREADS NAPS: so many naps of 2 ms, shared out among threads: waiting for a device that answers in its own time.
import sys
import threading
import time

clock = getattr(time, "perf_counter", time.time)


def wait(n):
    for i in range(n):
        time.sleep(0.002)


threads, naps = int(sys.argv[1]), int(sys.argv[2])
workers = [threading.Thread(target=wait, args=(naps // threads,)) for i in range(threads)]
began = clock()
for w in workers:
    w.start()
for w in workers:
    w.join()
print("wall=%.6f" % (clock() - began))
