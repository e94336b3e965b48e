# doctor: --gil=tick:10
import threading


def compute():
    n = 0
    for i in range(40000):
        n += i


threads = [threading.Thread(target=compute, name=name) for name in ('first', 'second')]
for t in threads:
    t.start()
for t in threads:
    t.join()
