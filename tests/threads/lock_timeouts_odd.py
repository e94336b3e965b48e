# Odd time-outs of Lock.acquire and RLock.acquire, with CPython's words.
import threading

for make in (threading.Lock, threading.RLock):
    lock = make()
    keeper = threading.Thread(target=lock.acquire)
    keeper.start()
    keeper.join()
    for t in (0, 0.0, -0.0, False, 1e-9, 0.001):
        print(repr(t), lock.acquire(True, t))
    for t in (True - 2.0, -1.0, -1, -2, -0.5, -1e-10, float("nan"), float("-inf"), float("inf"), 1e300,
              threading.TIMEOUT_MAX * 1.01, 10 ** 10, 10 ** 30, -10 ** 30, "1", None, [], 1j):
        if t in (-1, -1.0):
            continue
        try:
            print(repr(t), lock.acquire(timeout=t))
        except (TypeError, ValueError, OverflowError) as e:
            print(repr(t), type(e).__name__, e)
    for t in (0, 1, -1, -1.0, -2, None):
        try:
            print(t, lock.acquire(False, t))
        except (TypeError, ValueError, OverflowError) as e:
            print(repr(t), type(e).__name__, e)
print(threading.TIMEOUT_MAX)
