# Locks can be keys and weakly referenced, but not copied or pickled.
import copy
import threading
import weakref

for lock in (threading.Lock(), threading.RLock(), threading.Condition(), threading.Event()):
    print(type(lock).__name__, {lock: 1}[lock], weakref.ref(lock)() is lock, lock == lock)
for lock in (threading.Lock(), threading.RLock()):
    try:
        copy.copy(lock)
    except TypeError as e:
        print(e)
