"""The second cure: every lock has a number, and locks are only taken in rising order.

    gilvm examples/07-deadlocks/noodles_ordered.py
    gilvm --gil=fifo:1 --polls=every examples/07-deadlocks/noodles_ordered.py   still no deadlock

Row 17. Here the number is id(lock). A cycle would need somebody who holds a higher number and waits
for a lower one, and there is nobody. `acquire` sorts for its callers, and remembers per thread what
is held, so that a nested call in the wrong order is refused at once instead of hanging some day.
"""
import contextlib
import threading

held = threading.local()


@contextlib.contextmanager
def acquire(*locks):
    locks = sorted(locks, key=id)
    mine = getattr(held, 'locks', [])
    if mine and max(map(id, mine)) >= id(locks[0]):
        raise RuntimeError('Lock Order Violation')
    held.locks = mine + locks
    try:
        for lock in locks:
            lock.acquire()
        yield
    finally:
        for lock in reversed(locks):
            lock.release()
        held.locks = mine


noodle_lock, fork_lock = threading.Lock(), threading.Lock()
meals = []


def eat1():
    for _ in range(50):
        with acquire(noodle_lock, fork_lock):
            meals.append('教授')


def eat2():
    for _ in range(50):
        with acquire(fork_lock, noodle_lock):         # the other way round; sorted all the same
            meals.append('学生')


threads = [threading.Thread(target=f) for f in (eat1, eat2)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print('教授', meals.count('教授'), '学生', meals.count('学生'))

low, high = sorted([noodle_lock, fork_lock], key=id)
with acquire(low):
    with acquire(high):
        print('rising order: fine')
try:
    with acquire(high):
        with acquire(low):
            print('never')
except RuntimeError as error:
    print('falling order:', error)
print('all free:', not noodle_lock.locked(), not fork_lock.locked())
