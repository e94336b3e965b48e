# storm.py SIGNAL TURNS: a thread counts while the main thread waits in join(); with SIGNAL 1 a signal comes after 20 ms.
import os
import signal
import sys
import threading
import time

clock = getattr(time, "perf_counter", time.time)
signal.signal(signal.SIGUSR1, lambda number, frame: None)
took = []


def count(n):
    began = clock()
    while n > 0:
        n -= 1
    took.append(clock() - began)


parent = os.getpid()
child = os.fork() if sys.argv[1] == "1" else -1
if child == 0:
    time.sleep(0.02)
    os.kill(parent, signal.SIGUSR1)
    os._exit(0)
t = threading.Thread(target=count, args=(int(sys.argv[2]),))
t.start()
t.join()
if child > 0:
    os.waitpid(child, 0)
print("wall=%.6f" % took[0])
