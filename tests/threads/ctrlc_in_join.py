# Ctrl-C reaches the main thread while it joins; the thread goes on, and can be joined again.
import os
import signal
import threading
import time

go = threading.Event()
ended = []


def work():
    go.wait()
    ended.append(1)


def interrupt():
    time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGINT)


for timeout in (None, 1000):
    go.clear()
    worker = threading.Thread(target=work)
    worker.start()
    t = threading.Thread(target=interrupt)
    try:
        t.start()
        worker.join(timeout)
    except KeyboardInterrupt:
        print("interrupted", ended)
    t.join()
    go.set()
    while not ended:
        time.sleep(0.001)
    ended.clear()
