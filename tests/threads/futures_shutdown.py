import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait

gate = threading.Event()
pool = ThreadPoolExecutor(1)
first = pool.submit(gate.wait)
while not first.running():
    time.sleep(0.001)
rest = [pool.submit(pow, 2, i) for i in range(5)]
pool.shutdown(wait=False, cancel_futures=True)
print([f.cancelled() for f in rest], first.done())
gate.set()
print(first.result())
pool.shutdown()
pool.shutdown()

# Without cancel_futures all that was submitted is run.
pool = ThreadPoolExecutor(2)
rest = [pool.submit(pow, 2, i) for i in range(50)]
pool.shutdown(wait=False)
print([f.result() for f in rest] == [2 ** i for i in range(50)])

# From a callback, which runs in the worker itself.
pool = ThreadPoolExecutor(2)
gate.clear()
f = pool.submit(gate.wait)
f.add_done_callback(lambda f: pool.shutdown(wait=False))
late = pool.submit(pow, 3, 3)
gate.set()
print(f.result(), late.result())
for _ in range(1000):
    try:
        pool.submit(pow, 2, 2).result()
        time.sleep(0.001)
    except RuntimeError as e:
        print(e)
        break


# A callback that raises is logged, and does not stop the next one.
import logging
import sys
logging.basicConfig(stream=sys.stdout, format='%(levelname)s %(name)s')
logging.getLogger('concurrent.futures').addFilter(lambda r: not setattr(r, 'exc_info', None))
with ThreadPoolExecutor() as pool:
    gate.clear()
    f = pool.submit(gate.wait)
    f.add_done_callback(lambda f: 1 / 0)
    f.add_done_callback(lambda f: print('next', f.result()))
    gate.set()


# Idle threads are used again.
with ThreadPoolExecutor(8) as pool:
    for _ in range(20):
        pool.submit(pow, 2, 2).result()
        time.sleep(0.001)
    print(len(pool._threads) < 8)

# with: an exception inside still waits for the calls.
done = []
try:
    with ThreadPoolExecutor(2) as pool:
        pool.submit(lambda: (time.sleep(0.01), done.append(1)))
        raise KeyError('inside')
except KeyError:
    print(done)

# Pools that nobody has any more: their threads end. (A collector may overlook one of them for a while.)
import gc


def forgotten(n):
    pool = ThreadPoolExecutor(2)
    print(pool.submit(pow, 2, n).result())
    return list(pool._threads)


threads = [t for n in range(8) for t in forgotten(n)]
for _ in range(100):
    gc.collect()
    alive = sum(t.is_alive() for t in threads)
    if alive <= 2:
        break
    time.sleep(0.01)
print(alive <= 2)
