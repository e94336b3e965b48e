# doctor: --gil=interval:1000
import threading


def compute():
    n = 0
    for i in range(300000):
        n += i


threads = [threading.Thread(target=compute, name='worker %d' % i) for i in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
