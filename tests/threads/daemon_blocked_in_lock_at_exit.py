# The program ends although daemons wait for locks, and prints what was left in the buffer.
import threading

lock = threading.Lock()
lock.acquire()
rlock = threading.RLock()
rlock.acquire()
started = threading.Semaphore(0)


def waits(lock, *args):
    started.release()
    lock.acquire(*args)
    print("never")


for args in ((lock,), (rlock,), (lock, True, 1000), (rlock, True, 1000)):
    threading.Thread(target=waits, args=args, daemon=True).start()
for _ in range(4):
    started.acquire()
print("end", end="")
