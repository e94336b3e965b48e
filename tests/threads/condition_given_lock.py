# A condition works with a lock of one's own: Lock, RLock, or anything that acquires and releases.
import threading


class Loud:
    def __init__(self):
        self.lock = threading.Lock()
        self.calls = []

    def acquire(self, *args):
        self.calls.append("acquire")
        return self.lock.acquire(*args)

    def release(self):
        self.calls.append("release")
        self.lock.release()

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *exc):
        self.release()


for lock in (threading.Lock(), threading.RLock(), Loud()):
    condition = threading.Condition(lock)
    ready = []

    def waits():
        with condition:
            while not ready:
                condition.wait()
            ready.append("seen")

    t = threading.Thread(target=waits)
    t.start()
    with condition:
        ready.append("go")
        condition.notify()
    t.join()
    print(type(lock).__name__, ready)
loud = Loud()
condition = threading.Condition(loud)
with condition:
    print(condition.wait(0.001))
print(loud.calls)
