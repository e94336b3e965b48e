# Ctrl-C ends a sleep at once.
import os
import signal
import threading
import time

for _ in range(3):
    t = threading.Timer(0.01, os.kill, (os.getpid(), signal.SIGINT))
    try:
        t.start()
        time.sleep(1000)
    except KeyboardInterrupt:
        print("interrupted")
    t.join()
