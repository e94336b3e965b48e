# cpu.py THREADS TURNS: so many turns of a counting loop, shared out among threads that run at once.
import sys
import threading
import time

clock = getattr(time, "perf_counter", time.time)


def count(n):
    while n > 0:
        n -= 1


threads, turns = int(sys.argv[1]), int(sys.argv[2])
workers = [threading.Thread(target=count, args=(turns // threads,)) for i in range(threads)]
began = clock()
for w in workers:
    w.start()
for w in workers:
    w.join()
took = clock() - began
print("wall=%.6f rate=%.0f" % (took, turns / took))
