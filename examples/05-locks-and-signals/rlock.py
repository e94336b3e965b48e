"""RLock: whoever has it may take it again, and must release it as often.

    gilvm examples/05-locks-and-signals/rlock.py

Row 14. A plain Lock would block at the second acquire, for ever.
"""
import threading

rlock = threading.RLock()
answers = []


def try_it():
    answers.append(rlock.acquire(blocking=False))
    if answers[-1]:
        rlock.release()


def other_thread():
    t = threading.Thread(target=try_it)
    t.start()
    t.join()
    return answers[-1]


def count_down(n):
    """A function that locks and calls itself."""
    with rlock:
        return n if n == 0 else count_down(n - 1)


print('再入:', count_down(5))
rlock.acquire()
rlock.acquire()
print('held twice:', other_thread())
rlock.release()
print('held once:', other_thread())
rlock.release()
print('free:', other_thread())
try:
    rlock.release()
except RuntimeError as error:
    print('RuntimeError:', error)
