# The program waits for a thousand calls that are queued when main ends; atexit functions run after them.
import atexit
import threading
from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor(4)
count = 0
lock = threading.Lock()


def work():
    global count
    with lock:
        count += 1


def too_late():
    try:
        pool.submit(work)
    except RuntimeError as e:
        print(e)


atexit.register(lambda: print(count))
atexit.register(too_late)
for _ in range(1000):
    pool.submit(work)
print('main ends')
