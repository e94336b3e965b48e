# run: --cores=1
# run: --cores=2
# run: --cores=4
# run: --cores=64
# run: --cores=1 --gil=interval
# run: --cores=2 --gil=interval
# run: --cores=64 --gil=interval
# A counter called several times in a row, then in as many threads at once. Under tick:100 the threads are level on one core, slower on
# two, and the slower the more there are; what they lose goes into wake-ups in vain. Under interval nothing of that is left.
import gil
import threading
import time

N = 30000


def count(n):
    while n > 0:
        n -= 1


def measure(k):
    t0 = time.perf_counter()
    for i in range(k):
        count(N)
    t1 = time.perf_counter()
    vain = gil.stats()["vain"]
    threads = [threading.Thread(target=count, args=(N,)) for i in range(k)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    t2 = time.perf_counter()
    vain = gil.stats()["vain"] - vain
    print("%d threads: in a row %.1f ms, at once %.1f ms: x %.2f; %.0f wake-ups in vain a second" % (
        k, (t1 - t0) * 1e3, (t2 - t1) * 1e3, (t2 - t1) / (t1 - t0), round(vain / (t2 - t1), -3)))


for k in 2, 4, 8:
    measure(k)
