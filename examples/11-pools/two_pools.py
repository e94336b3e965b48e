"""A pool of threads and a pool of processes are used in the same way.

    gilvm examples/11-pools/two_pools.py
    gilvm trace examples/11-pools/two_pools.py         the threads of the pool, and who waited for whom

Row 21. One function uses whichever pool it is given: submit() hands a task over and answers a Future, map()
is a generator whose results come in the order of the tasks, and leaving the `with` waits for all of them.
What a pool of processes is to do must be found by its name in the module, because it travels to another
process; that is why the tasks are ordinary functions and the last lines are guarded.
"""
import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed


def square(n):
    return n * n


def divide(a, b):
    return a / b


def where(_):
    return os.getpid()


def use(executor, title):
    print(title)
    with executor(2) as pool:
        future = pool.submit(square, 7)
        print('submit:', future.result(), future.done())
        results = pool.map(square, [1, 2, 3, 4, 5])
        print('map:', type(results).__name__, list(results))
        print('map, two arguments each:', list(pool.map(divide, [6, 8], [2, 4])))
        futures = [pool.submit(square, n) for n in range(5)]
        print('as_completed:', sorted(f.result() for f in as_completed(futures)))
        broken = pool.submit(divide, 1, 0)
        print('exception:', repr(broken.exception()))
        elsewhere = os.getpid() not in set(pool.map(where, range(4)))
        print('in another process:', elsewhere)
    try:
        pool.submit(square, 1)
    except RuntimeError as error:
        print('after the end:', error)


if __name__ == '__main__':
    use(ThreadPoolExecutor, '线程池')
    use(ProcessPoolExecutor, '进程池')
