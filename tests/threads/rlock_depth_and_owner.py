# An RLock knows its owner and how often it was taken.
import threading

lock = threading.RLock()
print(lock._is_owned(), lock.acquire(), lock.acquire(False), lock.acquire(timeout=0), lock._is_owned())


def other():
    print("other:", lock._is_owned(), lock.acquire(blocking=False), lock.acquire(timeout=0.001))
    try:
        lock.release()
    except RuntimeError as e:
        print("other:", e)


def run(f):
    t = threading.Thread(target=f)
    t.start()
    t.join()


run(other)
lock.release()
lock.release()
print(lock._is_owned())
run(other)
lock.release()
print(lock._is_owned())
for f in (lock.release, lock._release_save):
    try:
        f()
    except RuntimeError as e:
        print(e)
run(lambda: print("other:", lock.acquire(False), lock.release()))
print(type(lock), sorted(n for n in dir(lock) if not n.startswith("__")))
with lock:
    with lock as got:
        state = lock._release_save()
        print(got, lock._is_owned(), state[0])
        lock._acquire_restore(state)
print(lock._is_owned())
