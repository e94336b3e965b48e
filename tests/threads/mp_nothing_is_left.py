# gilvm only: counts descriptors and processes in /proc, which another implementation has other ones of
# After all is closed there is no child, no zombie and no descriptor more than before.
import gc
import multiprocessing as mp
import os
import time
from concurrent.futures import ProcessPoolExecutor


def square(x):
    return x * x


def sleep():
    time.sleep(100)


def children():
    me, found = os.getpid(), []
    for name in os.listdir('/proc'):
        if name.isdigit():
            try:
                with open(f'/proc/{name}/stat') as file:
                    if file.read().rpartition(')')[2].split()[1] == str(me):
                        found.append(name)
            except OSError:
                pass
    return found


def round():
    with mp.Pool(2) as pool:
        pool.map(square, range(5))
    with ProcessPoolExecutor(1) as pool:
        pool.submit(square, 2).result()
    q = mp.Queue()
    p = mp.Process(target=q.put, args=(1,))
    p.start()
    q.get()
    p.join()
    p.close()
    q.close()
    q.join_thread()
    p = mp.Process(target=sleep)
    p.start()
    p.kill()
    p.join()
    p.close()


def fds():
    for _ in range(3):
        gc.collect()
    return len(os.listdir('/proc/self/fd'))


if __name__ == '__main__':
    round()
    before = fds()
    for _ in range(3):
        round()
    after = fds()
    print(children(), mp.active_children(), after - before <= 12)
