# gilvm only: --like
# flags: --like=python3.11
# A signal ends the main thread's wait in join(): its handler runs while the worker still counts.
import os
import signal
import threading

heard = threading.Event()
order = []


def handler(number, frame):
    order.append("handler")
    heard.set()


signal.signal(signal.SIGUSR1, handler)


def worker():
    os.kill(os.getpid(), signal.SIGUSR1)
    while not heard.is_set():
        pass
    order.append("worker")


t = threading.Thread(target=worker)
t.start()
t.join()
print(order)
