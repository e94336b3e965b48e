# A thousand threads at one lock.
import threading

lock = threading.Lock()
count = 0


def work():
    global count
    for _ in range(3):
        with lock:
            n = count
            count = n + 1


threads = [threading.Thread(target=work) for _ in range(1000)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(count, lock.locked())
