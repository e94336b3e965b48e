"""Lock: acquire and release, with-statement, time-outs, and what must not be done.

    gilvm examples/05-locks-and-signals/lock.py

Row 14.
"""
import threading

lock = threading.Lock()

# Both forms are the same; the second one also lets go if something is raised.
lock.acquire()
print('示例1', lock.locked())
lock.release()
with lock:
    print('示例2', lock.locked())
try:
    with lock:
        raise KeyError('inside')
except KeyError:
    print('after an exception:', lock.locked())

# Ask without waiting, or wait only so long.
with lock:
    print(lock.acquire(blocking=False), lock.acquire(False), lock.acquire(timeout=0.01))
try:
    lock.release()
except RuntimeError as error:
    print('RuntimeError:', error)
try:
    lock.acquire(False, 1)
except ValueError as error:
    print('ValueError:', error)

# A Lock has no owner: another thread may release it. That makes it a signal.
lock.acquire()
threading.Thread(target=lock.release).start()
lock.acquire()
print('released by another thread')
