# A lock that is held in a with statement is released when Ctrl-C ends the block.
import os
import signal
import threading
import time

lock = threading.Lock()
log = []
for _ in range(3):
    t = threading.Timer(0.005, os.kill, (os.getpid(), signal.SIGINT))
    try:
        with lock:
            try:
                t.start()
                while True:
                    time.sleep(0.001)
            finally:
                log.append(lock.locked())
    except KeyboardInterrupt:
        log.append(lock.locked())
    t.join()
print(log)
