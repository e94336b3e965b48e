# Ctrl-C reaches the main thread while it waits for a lock, with a time-out or without.
import os
import signal
import threading
import time

lock = threading.Lock()
lock.acquire()
rlock = threading.RLock()
t = threading.Thread(target=rlock.acquire)
t.start()
t.join()


def interrupt():
    time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGINT)


for call in (lock.acquire, rlock.acquire, lambda: lock.acquire(timeout=1000), lambda: rlock.acquire(True, 1000)):
    t = threading.Thread(target=interrupt)
    try:
        t.start()
        call()
    except KeyboardInterrupt as e:
        print("interrupted", repr(e), lock.locked())
    t.join()
lock.release()
print(lock.acquire(False), rlock.acquire(False))
