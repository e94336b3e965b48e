# abort breaks a barrier for all who wait, reset mends it; who waits while it is reset gets the error.
import threading
import time

barrier = threading.Barrier(3)
broken = []


def waits():
    try:
        barrier.wait()
    except threading.BrokenBarrierError:
        broken.append(1)


def two_waiting():
    threads = [threading.Thread(target=waits) for _ in range(2)]
    for t in threads:
        t.start()
    while barrier.n_waiting < 2:
        time.sleep(0.001)
    return threads


threads = two_waiting()
barrier.abort()
for t in threads:
    t.join()
print(len(broken), barrier.broken, barrier.n_waiting)
try:
    barrier.wait()
except threading.BrokenBarrierError as e:
    print("still broken", repr(e), isinstance(e, RuntimeError))
barrier.reset()
print(barrier.broken)

broken.clear()
threads = two_waiting()
barrier.reset()
for t in threads:
    t.join()
print(len(broken), barrier.broken, barrier.n_waiting)

broken.clear()
threads = two_waiting()
barrier.wait()
for t in threads:
    t.join()
print(len(broken), barrier.broken)
