# Locks of all kinds, and numbers in shared memory.
import multiprocessing as mp
import sys
import time


def count(value, lock, n):
    for _ in range(n):
        with lock:
            value.value += 1


def count_own(value, n):
    for _ in range(n):
        with value.get_lock():
            value.value += 1


def squares(array):
    for i in range(len(array)):
        array[i] = array[i] ** 2


def wait_for(event, out):
    event.wait()
    out.put('seen')


def meet(barrier, out):
    out.put(barrier.wait())


def consume(cond, items, out):
    with cond:
        cond.wait_for(lambda: items.value > 0)
        items.value -= 1
        out.put('took')


def hold(sem, now, peak):
    with sem:
        with now.get_lock():
            now.value += 1
            peak.value = max(peak.value, now.value)
        time.sleep(0.005)
        with now.get_lock():
            now.value -= 1


def run(target, *args, n=2):
    ps = [mp.Process(target=target, args=args) for _ in range(n)]
    for p in ps:
        p.start()
    for p in ps:
        p.join()


if __name__ == '__main__':
    mp.set_start_method('spawn')
    value = mp.Value('i', 0, lock=False)
    for lock in (mp.Lock(), mp.RLock(), mp.Semaphore(1)):
        value.value = 0
        run(count, value, lock, 300)
        print(value.value)
    own = mp.Value('l')
    run(count_own, own, 300)
    print(own.value)
    array = mp.Array('d', [1, 2, 3.5])
    run(squares, array, n=1)
    print(array[:], len(array), array[-1], list(array))
    array[0:2] = [7, 8]
    print(array[:], array[::2])
    text = mp.Array('c', 10)
    text.value = b'hello'
    print(text.value, text.raw, len(text))
    for code, x in (('b', 127), ('B', 300), ('h', -5), ('q', 2 ** 60), ('f', 0.5), ('d', 1.25)):
        print(code, mp.Value(code, x).value, end=' ')
    print()
    for bad in (lambda: array[5], lambda: mp.Array('i', -1), lambda: array.__setitem__(0, 'x')):
        try:
            bad()
        except (IndexError, ValueError, TypeError) as e:
            print(type(e).__name__)
    lock = mp.Lock()
    print(lock, lock.acquire(), lock, lock.acquire(False), lock.acquire(timeout=0.01))
    lock.release()
    try:
        lock.release()
    except ValueError as e:
        print(e)
    rlock = mp.RLock()
    with rlock, rlock:
        print(rlock)
    try:
        rlock.release()
    except AssertionError as e:
        print(e)
    bounded = mp.BoundedSemaphore(2)
    print(bounded, mp.Semaphore(3))
    try:
        bounded.release()
    except ValueError as e:
        print(e)
    event, out = mp.Event(), mp.Queue()
    print(event.is_set(), event.wait(0.01))
    ps = [mp.Process(target=wait_for, args=(event, out)) for _ in range(2)]
    for p in ps:
        p.start()
    event.set()
    print(out.get(), out.get(), event.is_set())
    for p in ps:
        p.join()
    event.clear()
    print(event.is_set())
    barrier = mp.Barrier(3)
    ps = [mp.Process(target=meet, args=(barrier, out)) for _ in range(2)]
    for p in ps:
        p.start()
    print(sorted([barrier.wait(), out.get(), out.get()]), barrier.parties, barrier.broken)
    for p in ps:
        p.join()
    cond, items = mp.Condition(), mp.Value('i', 0, lock=False)
    ps = [mp.Process(target=consume, args=(cond, items, out)) for _ in range(2)]
    for p in ps:
        p.start()
    with cond:
        items.value = 2
        cond.notify_all()
    print(out.get(), out.get())
    for p in ps:
        p.join()
    with cond:
        print(cond.wait(0.01))
    sem, now, peak = mp.Semaphore(2), mp.Value('i', 0), mp.Value('i', 0)
    run(hold, sem, now, peak, n=4)
    print(1 <= peak.value <= 2, now.value)
