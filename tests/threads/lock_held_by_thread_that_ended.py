# A thread that ends with a lock held leaves it locked; an RLock's owner cannot be somebody else then.
import threading

lock = threading.Lock()
rlock = threading.RLock()


def takes():
    lock.acquire()
    rlock.acquire()


t = threading.Thread(target=takes)
t.start()
t.join()
print(lock.locked(), lock.acquire(False), rlock.acquire(False), rlock._is_owned())
try:
    rlock.release()
except RuntimeError as e:
    print(e)
lock.release()
print(lock.acquire(False))
