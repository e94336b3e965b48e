# A BoundedSemaphore cannot be released more often than acquired, also not by release(n).
import threading

s = threading.BoundedSemaphore(2)
for n in (1, 2):
    try:
        s.release(n)
    except ValueError as e:
        print(e)
s.acquire()
try:
    s.release(2)
except ValueError as e:
    print(e)
s.release()
with s:
    with s:
        print(s.acquire(blocking=False))
print(s.acquire(), s.acquire(), s.acquire(timeout=0.001))
s.release(2)
for wrong in (-1, "1", None):
    for cls in (threading.Semaphore, threading.BoundedSemaphore):
        try:
            cls(wrong)
        except (ValueError, TypeError) as e:
            print(cls.__name__, type(e).__name__, e)
