"""The counter: twice in one thread after the other against two threads at once.

    gilvm examples/01-the-gil/counter_loop.py 10000000
    gilvm --cores=1 examples/01-the-gil/counter_loop.py 10000000
    gilvm --gil=interval:5000 examples/01-the-gil/counter_loop.py 10000000
    gilvm --like=python2.7 examples/01-the-gil/counter_loop.py 10000000

Row 5. The documents count to 100 million (give 100000000). Both halves use threads, so that the
price of making one is not what is measured. Times go to standard error: a ratio over 1 says that
two threads at once were slower than one after the other.
"""
import sys
import threading
import time

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
finished = []


def my_counter():
    i = 0
    for _ in range(N):
        i = i + 1
    finished.append(i)
    return True


def one_after_the_other():
    for _ in range(2):
        t = threading.Thread(target=my_counter)
        t.start()
        t.join()


def two_at_once():
    threads = [threading.Thread(target=my_counter) for _ in range(2)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


def seconds(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


single = seconds(one_after_the_other)
double = seconds(two_at_once)
print('one after the other: %.3f s, two at once: %.3f s, ratio %.2f' % (single, double, double / single),
      file=sys.stderr)
print('counted to the end:', finished == [N] * 4)
