# Pool: all ways to give it work, and what can go wrong.
import multiprocessing as mp
import os
import sys
import threading
import time
from multiprocessing.pool import ThreadPool

local = None


def prepare(x):
    global local
    local = x


def get_local(_):
    return local


def square(x):
    return x * x


def add(a, b=0):
    return a + b


def fail(x):
    raise ValueError(x)


def unpicklable(x):
    return lambda: x


def pid(_):
    time.sleep(0.002)
    return os.getpid()


def broken(n):
    for i in range(n):
        yield i
    raise KeyError('iterator')


if __name__ == '__main__':
    mp.set_start_method('spawn')
    with mp.Pool(2, prepare, (42,)) as pool:
        print(pool)
        print(pool.map(square, range(10)), pool.map(square, iter(range(5)), 2), pool.map(square, []))
        print(pool.starmap(add, [(1, 2), (3, 4), (5,)]), pool.apply(add, (1,), {'b': 5}))
        print(list(pool.imap(square, range(7))), list(pool.imap(square, range(7), 3)))
        print(sorted(pool.imap_unordered(square, range(7), 2)), set(pool.map(get_local, range(8))))
        seen = []
        r = pool.apply_async(add, (1, 2), callback=seen.append, error_callback=seen.append)
        print(r.get(), r.ready(), r.successful(), seen)
        r = pool.apply_async(fail, ('x',), callback=seen.append, error_callback=seen.append)
        r.wait()
        print(r.successful(), seen)
        r = pool.map_async(square, range(4), callback=seen.append)
        print(r.get(), seen[-1])
        print(pool.starmap_async(add, [(1, 1)]).get())
        for call in (lambda: pool.map(fail, [1]), lambda: pool.apply(fail, (3,)), lambda: list(pool.imap(fail, [4]))):
            try:
                call()
            except ValueError as e:
                print(repr(e), str(e.__cause__).strip().splitlines()[-2:])
        for call in (lambda: pool.apply(unpicklable, (1,)), lambda: pool.apply(square, (lambda: 1,))):
            try:
                call()
            except Exception as e:
                print(type(e).__name__)
        it = pool.imap(square, broken(2))
        print(next(it), it.next(timeout=10))
        try:
            next(it)
        except KeyError as e:
            print('KeyError', e)
        r = pool.apply_async(time.sleep, (0.1,))
        try:
            r.get(0.001)
        except mp.TimeoutError:
            print('TimeoutError', r.ready())
        try:
            r.successful()
        except ValueError as e:
            print(str(e).split('>')[1])
        try:
            pool.imap(square, [1], 0)
        except ValueError as e:
            print(e)
        try:
            pool.join()
        except ValueError as e:
            print(e)
    print(pool)
    try:
        pool.map(square, [1])
    except ValueError as e:
        print(e)
    pool = mp.Pool(2, maxtasksperchild=2)
    print(len(set(pool.map(pid, range(8), 1))) >= 4)
    pool.close()
    pool.join()
    print(pool)
    # A worker that ends of itself is replaced; its task is lost.
    with mp.Pool(1) as pool:
        first = pool.apply(pid, (0,))
        lost = pool.apply_async(os._exit, (1,))
        print(pool.apply(square, (9,)), pool.apply(pid, (0,)) != first, lost.ready())
    with mp.Pool(1) as pool:
        pool.apply_async(time.sleep, (100,))         # never returns: terminated
    for bad in (lambda: mp.Pool(0), lambda: mp.Pool(1, 3)):
        try:
            bad()
        except (ValueError, TypeError) as e:
            print(e)
    with ThreadPool(3) as pool:
        print(pool, pool.map(square, range(6)), pool.apply(lambda x: x + 1, (1,)))
        print(sorted(pool.imap_unordered(square, range(4))), pool.apply(threading.active_count) > 3)
        try:
            pool.apply(fail, ('t',))
        except ValueError as e:
            print(repr(e), e.__cause__)
    print(mp.active_children())
