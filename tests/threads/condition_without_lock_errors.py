# wait and notify need the lock; which error says so.
import threading

for lock in (threading.Lock(), threading.RLock()):
    condition = threading.Condition(lock)
    for f in (condition.wait, condition.notify, condition.notify_all, lambda: condition.wait_for(lambda: False),
              condition.release):
        try:
            f()
        except RuntimeError as e:
            print(e)
    print(condition.wait_for(lambda: "at once"))

condition = threading.Condition()
condition.acquire()


def other():
    try:
        condition.notify()
    except RuntimeError as e:
        print("other thread:", e)
    print(condition.acquire(blocking=False), condition.acquire(timeout=0.001))


t = threading.Thread(target=other)
t.start()
t.join()
condition.release()
