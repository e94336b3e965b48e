# acquire with a time-out, without waiting, and with arguments that do not go together.
import threading

s = threading.Semaphore(1)
print(s.acquire(), s.acquire(False), s.acquire(blocking=False), s.acquire(timeout=0.001), s.acquire(True, 0))
for args in ((False, 1), (False, 0), (True, "1")):
    try:
        print(s.acquire(*args))
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
s.release()
print(s.acquire(timeout=threading.TIMEOUT_MAX), s.acquire(timeout=-1))
