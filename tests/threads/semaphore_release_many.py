# release(n) lets n threads go on at once.
import threading

semaphore = threading.Semaphore(0)
through = []
threads = [threading.Thread(target=lambda: through.append(semaphore.acquire())) for _ in range(6)]
for t in threads:
    t.start()
semaphore.release(4)
semaphore.release(n=2)
for t in threads:
    t.join()
print(through == [True] * 6, semaphore.acquire(blocking=False))
for n in (0, -1):
    try:
        semaphore.release(n)
    except ValueError as e:
        print(e)
semaphore.release(3)
print([semaphore.acquire(False) for _ in range(4)])
