import threading
l = threading.Lock()
print(l.acquire(), l.locked(), l.acquire(False), l.acquire(blocking=False), l.acquire(timeout=0.01), l.release(), l.locked())
with l: print(l.locked())
print(l.locked(), l.acquire(timeout=0.5), l.acquire(timeout=0))
# Any thread may release a Lock.
t = threading.Thread(target=l.release)
t.start(); t.join()
print(l.locked(), "unlocked" in repr(l))
try:
    with l: raise ValueError
except ValueError:
    print(l.locked())
