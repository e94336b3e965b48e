"""Semaphore: a counter that goes down at acquire (P) and up at release (V), and never below nought.

    gilvm examples/05-locks-and-signals/semaphore.py

Row 14. A BoundedSemaphore also refuses to go above where it began.
"""
import threading
import time

seats = threading.Semaphore(3)
lock = threading.Lock()
inside = most = served = 0


def guest():
    global inside, most, served
    with seats:
        with lock:
            inside += 1
            most = max(most, inside)
        time.sleep(0.01)
        with lock:
            inside -= 1
            served += 1


threads = [threading.Thread(target=guest) for _ in range(12)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print('served:', served, 'never more than three:', most <= 3)

s = threading.Semaphore(1)
print(s.acquire(), s.acquire(blocking=False), s.acquire(timeout=0.01))
s.release(2)
print(s.acquire(), s.acquire(), s.acquire(blocking=False))

b = threading.BoundedSemaphore(2)
b.acquire()
b.release()
try:
    b.release()
except ValueError as error:
    print('ValueError:', error)
try:
    threading.Semaphore(-1)
except ValueError as error:
    print('ValueError:', error)
