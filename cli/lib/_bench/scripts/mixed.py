# mixed.py COUNTERS SECONDS: one thread naps for 1 ms again and again beside so many that count. How late does it come back, and how
# much is counted?
import sys
import threading
import time

clock = getattr(time, "perf_counter", time.time)
stop = False
counts = []
late = []


def count():
    done = 0
    while not stop:
        n = 1000
        while n > 0:
            n -= 1
        done += 1000
    counts.append(done)


def nap(seconds):
    end = clock() + seconds
    while True:
        began = clock()
        time.sleep(0.001)
        now = clock()
        late.append(now - began - 0.001)
        if now > end:
            break


counters, seconds = int(sys.argv[1]), float(sys.argv[2])
workers = [threading.Thread(target=count) for i in range(counters)]
napper = threading.Thread(target=nap, args=(seconds,))
began = clock()
for w in workers:
    w.start()
napper.start()
napper.join()
took = clock() - began
stop = True
for w in workers:
    w.join()
late.sort()
n = len(late)
print("naps=%.1f p50=%.1f p90=%.1f p99=%.1f max=%.1f counts=%.0f" % (
    n / took, late[n // 2] * 1e6, late[n * 9 // 10] * 1e6, late[n * 99 // 100] * 1e6, late[-1] * 1e6, sum(counts) / took))
