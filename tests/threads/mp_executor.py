# ProcessPoolExecutor: the same use as with threads, and a worker that dies breaks it.
import os
import signal
import sys
import time
import multiprocessing as mp
from concurrent.futures import *
from concurrent.futures.process import BrokenProcessPool


def square(x):
    return x * x


def fail(x):
    raise ValueError(x)


def die(how):
    if how == 'exit':
        os._exit(3)
    os.kill(os.getpid(), signal.SIGKILL)


def unpicklable():
    return lambda: 1


local = 0


def prepare(x):
    global local
    local = x


def get_local(_):
    return local


def bad_initializer():
    sys.stderr = open(os.devnull, 'w')
    raise ValueError('no')


if __name__ == '__main__':
    mp.set_start_method('spawn')
    with ProcessPoolExecutor(2, initializer=prepare, initargs=(5,)) as pool:
        f = pool.submit(square, 7)
        print(f.result(), repr(f).split('state=')[1])
        print(list(pool.map(square, range(8))), list(pool.map(pow, [2, 3], [4, 5], chunksize=2)))
        print(set(pool.map(get_local, range(6))))
        f = pool.submit(fail, 'x')
        try:
            f.result()
        except ValueError as e:
            print(repr(e), type(e.__cause__).__name__, str(e.__cause__).strip().splitlines()[-2:])
        fs = [pool.submit(square, i) for i in range(5)]
        print(sorted(f.result() for f in as_completed(fs)), len(wait(fs).done))
        for call in (lambda: pool.submit(unpicklable).result(), lambda: pool.submit(lambda: 1).result()):
            try:
                call()
            except Exception as e:
                print(type(e).__name__)
        print(pool.submit(square, 3).result())
        try:
            pool.map(square, [1], chunksize=0)
        except ValueError as e:
            print(e)
    try:
        pool.submit(square, 1)
    except RuntimeError as e:
        print(e)
    for how in ('exit', 'kill'):
        with ProcessPoolExecutor(1) as pool:
            fs = [pool.submit(die, how), pool.submit(time.sleep, 0)]
            for f in fs:
                try:
                    f.result()
                except BrokenProcessPool as e:
                    print(e)
            try:
                pool.submit(square, 1)
            except BrokenExecutor as e:
                print(type(e).__name__, e)
    with ProcessPoolExecutor(1, initializer=bad_initializer) as pool:
        try:
            pool.submit(square, 1).result()
        except BrokenProcessPool as e:
            print('broken by its initializer')
    with ProcessPoolExecutor(1) as pool:
        fs = [pool.submit(time.sleep, 0.5)] + [pool.submit(square, i) for i in range(20)]
        pool.shutdown(wait=False, cancel_futures=True)
        print(fs[0].result(), fs[-1].cancelled())
    for bad in (0, -1):
        try:
            ProcessPoolExecutor(bad)
        except ValueError as e:
            print(e)
    # At exit what was submitted is waited for.
    done = []
    pool = ProcessPoolExecutor(1)
    for i in range(10):
        pool.submit(square, i).add_done_callback(lambda f: done.append(f.result()))
    import atexit
    atexit.register(lambda: print(done))
    print('main ends')
