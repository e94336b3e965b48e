import logging
import sys
import threading
from concurrent.futures import ThreadPoolExecutor, BrokenExecutor
from concurrent.futures.thread import BrokenThreadPool

local = threading.local()


def prepare(a, b):
    local.value = (a, b)


with ThreadPoolExecutor(3, initializer=prepare, initargs=(1, 2)) as pool:
    print(set(pool.map(lambda _: local.value, range(20))))

logging.basicConfig(stream=sys.stdout, format='%(levelname)s %(name)s %(message)s')
logging.getLogger('concurrent.futures').addFilter(lambda r: not setattr(r, 'exc_info', None))
gate = threading.Event()


def fail():
    gate.wait()
    raise ValueError('no')


pool = ThreadPoolExecutor(1, initializer=fail)
fs = [pool.submit(pow, 2, 2) for _ in range(3)]
gate.set()
for f in fs:
    try:
        f.result()
    except BrokenThreadPool as e:
        print(e)
try:
    pool.submit(pow, 2, 2)
except BrokenExecutor as e:
    print(type(e).__mro__[1].__name__, type(e).__mro__[2].__name__, e)
pool.shutdown()
