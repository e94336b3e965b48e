# run: --machine=beazley-2010
# run: --machine=beazley-2010 --cores=1
# run: --machine=laptop-8
# run: --machine=server-64
# run: --machine=uniprocessor
# Beazley's headline: two counting threads on a dual core take nearly twice as long as one after the other; with one core switched off
# they do not.
import threading
import time

N = 50000


def count(n):
    while n > 0:
        n -= 1


t0 = time.perf_counter()
count(N)
count(N)
t1 = time.perf_counter()
threads = [threading.Thread(target=count, args=(N,)) for i in range(2)]
for t in threads:
    t.start()
for t in threads:
    t.join()
t2 = time.perf_counter()
print("sequential %.1f ms, threaded %.1f ms: x %.2f" % ((t1 - t0) * 1e3, (t2 - t1) * 1e3, (t2 - t1) / (t1 - t0)))
