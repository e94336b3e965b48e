# alone.py SLEEPERS N: the main thread counts to N beside threads that only sleep; prints ms=MILLISECONDS
# of its count, the best of five, so that what else the machine does disturbs it least.
import sys
import threading
import time

clock = getattr(time, "perf_counter", time.time)


def count(n):
    while n > 0:
        n -= 1


def nap():
    time.sleep(600)


for i in range(int(sys.argv[1])):
    t = threading.Thread(target=nap)
    t.daemon = True
    t.start()
time.sleep(0.05)
best = None
for i in range(5):
    begin = clock()
    count(int(sys.argv[2]))
    took = clock() - begin
    best = took if best is None else min(best, took)
print("ms=%.3f" % (best * 1000))
