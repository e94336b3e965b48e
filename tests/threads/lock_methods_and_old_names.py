# All methods of a lock, the old names too, and what they answer.
import _thread
import threading

lock = threading.Lock()
print(lock.locked(), lock.acquire(), lock.locked(), lock.acquire(False), lock.acquire(blocking=False))
print(lock.release(), lock.acquire_lock(), lock.locked_lock(), lock.release_lock())
print(lock.acquire(True, -1), lock.acquire(1, 0), lock.acquire(timeout=0.001), lock.release())
with lock as got:
    print(got, lock.locked())
print(lock.__enter__(), lock.__exit__(None, None, None), lock.locked())
print(type(lock), _thread.LockType is type(lock), threading.Lock is _thread.allocate_lock)
print(sorted(n for n in dir(lock) if not n.startswith("__")))
try:
    with lock:
        raise KeyError("inside")
except KeyError as e:
    print(e, lock.locked())
for args, kw in [((1, 2, 3), {}), ((), {"wait": 1}), (("x",), {}), ((None,), {}), ((1.5,), {}), ((True, None), {})]:
    try:
        print(lock.acquire(*args, **kw))
    except TypeError as e:
        print(e)
try:
    _thread.LockType()
except TypeError as e:
    print(e)
