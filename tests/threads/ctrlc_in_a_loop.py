# Ctrl-C ends a loop of the main thread, whoever else is running.
import os
import signal
import threading

stop = False


def spins():
    n = 0
    while not stop:
        n += 1


busy = threading.Thread(target=spins)
busy.start()
for _ in range(3):
    t = threading.Timer(0.01, os.kill, (os.getpid(), signal.SIGINT))
    try:
        t.start()
        while True:
            pass
    except KeyboardInterrupt:
        print("interrupted")
    t.join()
stop = True
busy.join()
