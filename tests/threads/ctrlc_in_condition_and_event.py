# Ctrl-C ends waits at a condition, an event, a semaphore and a barrier, and leaves them usable.
import os
import signal
import threading

condition = threading.Condition()
event = threading.Event()
semaphore = threading.Semaphore(0)
barrier = threading.Barrier(2)


def wait_for_condition(*args):
    with condition:
        condition.wait(*args)


for call in (wait_for_condition, lambda: wait_for_condition(1000), event.wait, lambda: event.wait(1000),
             semaphore.acquire, lambda: semaphore.acquire(timeout=1000), barrier.wait):
    t = threading.Timer(0.01, os.kill, (os.getpid(), signal.SIGINT))
    try:
        t.start()
        call()
    except KeyboardInterrupt:
        print("interrupted")
    t.join()
print(condition.acquire(False), len(condition._waiters), len(event._cond._waiters))
condition.notify_all()
event.set()
semaphore.release()
print(event.wait(), semaphore.acquire(), semaphore.acquire(False), barrier.n_waiting, barrier.broken)
