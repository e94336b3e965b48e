# run: --cores=2
# run: --cores=64
# A thousand threads, each ten naps of 10 ms, and then a day: sleeping costs nothing, waking something.
import threading
import time


def nap():
    for i in range(10):
        time.sleep(0.01)


t0 = time.perf_counter()
threads = [threading.Thread(target=nap) for i in range(1000)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print("%.0f ms" % ((time.perf_counter() - t0) * 1e3))
time.sleep(86400)
print("%.1f s" % (time.perf_counter() - t0))
