# storm.py SIGNAL TURNS: a thread counts while the main thread waits in join(); with SIGNAL 1 a signal comes after 20 ms.
import signal
import sys
import threading
import time

clock = getattr(time, "perf_counter", time.time)
took = []
handled = []
began = clock()


def count(n):
    start = clock()
    while n > 0:
        n -= 1
    took.append(clock() - start)


signal.signal(signal.SIGALRM, lambda number, frame: handled.append(clock() - began))
if sys.argv[1] == "1":
    signal.setitimer(signal.ITIMER_REAL, 0.02)
t = threading.Thread(target=count, args=(int(sys.argv[2]),))
t.start()
t.join()
time.sleep(0.02)
first = handled[0] if handled else 0.0
print("wall=%.6f handled=%.3f share=%.3f" % (took[0], first * 1000, first / took[0]))
