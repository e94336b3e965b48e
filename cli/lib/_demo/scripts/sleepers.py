import threading
import time


def fetch():
    for _ in range(3):
        time.sleep(0.01)
        sum(range(2000))


threads = [threading.Thread(target=fetch, name="fetch-%d" % i) for i in (1, 2, 3, 4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
