# counter.py TURNS: the same function twice, one after the other in one thread, then in two threads at once.
import sys
import threading
import time

clock = getattr(time, "perf_counter", time.time)


def my_counter(turns):
    i = 0
    while i < turns:
        i += 1
    return True


turns = int(sys.argv[1])
t0 = clock()
my_counter(turns)
my_counter(turns)
t1 = clock()
both = [threading.Thread(target=my_counter, args=(turns,)) for i in range(2)]
for t in both:
    t.start()
for t in both:
    t.join()
t2 = clock()
print("serial=%.6f threaded=%.6f ratio=%.4f" % (t1 - t0, t2 - t1, (t2 - t1) / (t1 - t0)))
