# Each of the threads gets another index; one of them, that with index 0, may do what is needed once.
import threading

barrier = threading.Barrier(5)
print(barrier.parties, barrier.n_waiting, barrier.broken)
seen = []
once = []


def work():
    for _ in range(4):
        i = barrier.wait()
        seen.append(i)
        if i == 0:
            once.append(i)


threads = [threading.Thread(target=work) for _ in range(5)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(seen) == sorted(list(range(5)) * 4), len(once), barrier.n_waiting)
alone = threading.Barrier(1)
print(alone.wait(), alone.wait(0), alone.wait(timeout=None))
