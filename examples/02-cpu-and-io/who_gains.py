"""Threads that compute gain nothing from each other; threads that wait gain nearly everything.

    gilvm examples/02-cpu-and-io/who_gains.py
    gilvm examples/02-cpu-and-io/who_gains.py 3000000

Row 6: four tasks that only compute, four that only wait, and two of each. The waits overlap under
every policy, which is a fact that a test can hold; how much the computing ones lose depends on
lock, cores and moment, so those figures go to standard error.
"""
import sys
import threading
import time

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
WAIT = 0.1
results = []


def compute():
    """计算密集型"""
    total = 0
    for i in range(N):
        total += i
    results.append(total)


def wait():
    """I/O密集型: a sleep stands for the answer of a far machine."""
    time.sleep(WAIT)
    results.append('io')


def serial(tasks):
    for task in tasks:
        t = threading.Thread(target=task)
        t.start()
        t.join()


def at_once(tasks):
    threads = [threading.Thread(target=task) for task in tasks]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


def seconds(function, tasks):
    start = time.perf_counter()
    function(tasks)
    return time.perf_counter() - start


for name, tasks in [('计算密集型', [compute] * 4), ('I/O密集型', [wait] * 4), ('混合', [compute, wait] * 2)]:
    one, all_ = seconds(serial, tasks), seconds(at_once, tasks)
    print('%s: one after the other %.3f s, at once %.3f s' % (name, one, all_), file=sys.stderr)
    if wait in tasks:
        print(name, 'gains:', all_ < one)
    else:
        print(name, 'done')

print(results.count('io') == 12, results.count(N * (N - 1) // 2) == 12)
