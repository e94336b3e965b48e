# A handler runs in the main thread while that waits; the wait goes on if it does not raise.
import os
import signal
import threading

lock = threading.Lock()
lock.acquire()
seen = []


def handler(number, frame):
    seen.append((number == signal.SIGINT, threading.current_thread() is threading.main_thread()))
    if len(seen) == 3:
        lock.release()


signal.signal(signal.SIGINT, handler)


def sends():
    for n in range(1, 4):
        os.kill(os.getpid(), signal.SIGINT)
        while len(seen) < n:
            pass


t = threading.Thread(target=sends)
t.start()
print(lock.acquire(timeout=1000), seen)
t.join()
print(lock.acquire(timeout=0.001))
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    signal.raise_signal(signal.SIGINT)
    print("never")
except KeyboardInterrupt:
    print("KeyboardInterrupt")
