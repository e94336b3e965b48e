# RLock's class can be derived from; threading.RLock is a function that makes one.
import _thread
import threading


class Counting(_thread.RLock):
    taken = 0

    def acquire(self, *args, **kwargs):
        self.taken += 1
        return super().acquire(*args, **kwargs)

    __enter__ = acquire


lock = Counting()
with lock:
    with lock:
        lock.acquire()
        lock.release()
print(lock.taken, lock._is_owned(), isinstance(threading.RLock(), _thread.RLock))
condition = threading.Condition(lock)
with condition:
    print(condition.wait(0.001), lock._is_owned())
