# run: --cores=1
# run: --cores=2
# run: --cores=2 --gil=interval
# run: --cores=2 --switch-ns=20000
# run: --cores=2 --rouse-ns=5000 --grant-ns=500
# run: --cores=2 --spin-ns=200
# run: --cores=1 --spin-ns=200
# Two threads pass a turn by a pair of locks. What a pass costs is a wake-up and a switch, whatever the policy and the cores.
import threading
import time

N = 1000


def play(mine, other):
    for i in range(N):
        mine.acquire()
        other.release()


a, b = threading.Lock(), threading.Lock()
b.acquire()
threads = [threading.Thread(target=play, args=(a, b)), threading.Thread(target=play, args=(b, a))]
t0 = time.perf_counter()
for t in threads:
    t.start()
for t in threads:
    t.join()
took = time.perf_counter() - t0
print("%d passes a second, %.1f us each" % (round(2 * N / took, -2), took / (2 * N) * 1e6))
