# No more than three at a time are inside.
import threading
import time

pool = threading.BoundedSemaphore(3)
lock = threading.Lock()
inside = 0
most = 0


def work():
    global inside, most
    with pool:
        with lock:
            inside += 1
            most = max(most, inside)
        time.sleep(0.001)
        with lock:
            inside -= 1


threads = [threading.Thread(target=work) for _ in range(12)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(most <= 3, inside, pool._value)
