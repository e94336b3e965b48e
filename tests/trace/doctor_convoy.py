# doctor: --gil=interval:5000
import threading
import time

stop = False


def compute():
    n = 0
    while not stop:
        n += 1


def answer():
    global stop
    for _ in range(20):
        time.sleep(0.001)
    stop = True


threads = [threading.Thread(target=compute, name='cpu'), threading.Thread(target=answer, name='io')]
for t in threads:
    t.start()
for t in threads:
    t.join()
