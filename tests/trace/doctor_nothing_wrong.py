# doctor: --gil=tick:100
import queue
import threading
import time

jobs = queue.Queue()


def work():
    while True:
        job = jobs.get()
        if job is None:
            return
        time.sleep(0.001)


threads = [threading.Thread(target=work, name='worker %d' % i) for i in range(3)]
for t in threads:
    t.start()
for i in range(30):
    jobs.put(i)
for t in threads:
    jobs.put(None)
for t in threads:
    t.join()
