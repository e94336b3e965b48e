# storm.py 0|1 N: a thread counts N down while the main thread sits in join(); with 1, a signal comes after 5 ms.
# Prints ms=MILLISECONDS of the count, and handled=MILLISECONDS until the handler ran (0: no signal).
import signal
import sys
import threading
import time

clock = getattr(time, "perf_counter", time.time)
took = []
handled = []
begin = clock()


def count(n):
    start = clock()
    while n > 0:
        n -= 1
    took.append(clock() - start)


def on_alarm(number, frame):
    handled.append(clock() - begin)


signal.signal(signal.SIGALRM, on_alarm)
if sys.argv[1] == "1":
    signal.setitimer(signal.ITIMER_REAL, 0.005)
t = threading.Thread(target=count, args=(int(sys.argv[2]),))
t.start()
t.join()
time.sleep(0.02)
print("ms=%.3f handled=%.3f" % (took[0] * 1000, handled[0] * 1000 if handled else 0))
