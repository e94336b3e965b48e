# An exception in wait_for's predicate leaves the lock as it was: taken.
import threading

condition = threading.Condition(threading.Lock())
try:
    with condition:
        condition.wait_for(lambda: 1 / 0)
except ZeroDivisionError as e:
    print(e)
print(condition._lock.locked())
