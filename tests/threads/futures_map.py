import threading
import time
from concurrent.futures import ThreadPoolExecutor, TimeoutError


def slow_square(x):
    time.sleep(0.002 * (5 - x))
    return x * x


with ThreadPoolExecutor(4) as pool:
    results = pool.map(slow_square, range(5))
    print(type(results).__name__, list(results))
    print(list(pool.map(lambda a, b: a + b, [1, 2, 3], (10, 20, 30, 40))))
    print(list(pool.map(str, [])))
    it = pool.map(lambda x: 10 // x, [5, 2, 0, 1])
    print(next(it), next(it))
    try:
        next(it)
    except ZeroDivisionError as e:
        print(e)
    print(list(it))

gate = threading.Event()
with ThreadPoolExecutor(2) as pool:
    it = pool.map(lambda x: gate.wait() if x else 'at once', [0, 1], timeout=0.05)
    print(next(it))
    try:
        next(it)
    except TimeoutError as e:
        print('TimeoutError', e)
    gate.set()

# Closing the generator cancels what has not begun.
begun = []
gates = [threading.Event(), threading.Event()]


def begin(x):
    begun.append(x)
    gates[x].wait()


with ThreadPoolExecutor(1) as pool:
    it = pool.map(begin, [0, 1] + [0] * 48)
    gates[0].set()
    print(next(it))
    while len(begun) < 2:
        time.sleep(0.001)
    it.close()
    gates[1].set()
print(begun)
