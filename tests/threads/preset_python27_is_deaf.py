# gilvm only: --like
# flags: --like=python2.7
# A signal does not end the main thread's wait in join(); its handler runs afterwards. A sleep does end.
import os
import signal
import threading
import time

order = []
signal.signal(signal.SIGUSR1, lambda number, frame: order.append("handler"))


def worker():
    time.sleep(0.1)
    os.kill(os.getpid(), signal.SIGUSR1)
    n = 50000
    while n > 0:
        n -= 1
    order.append("worker")


t = threading.Thread(target=worker)
t.start()
t.join()
time.sleep(0)
print(order)
