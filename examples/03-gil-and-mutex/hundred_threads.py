"""A hundred threads race for the GIL, and whoever has it may still have to wait for a mutex.

    gilvm examples/03-gil-and-mutex/hundred_threads.py
    gilvm --gil=fifo:1 examples/03-gil-and-mutex/hundred_threads.py
    gilvm trace --sim=default examples/03-gil-and-mutex/hundred_threads.py     - wants the GIL, L the mutex

Row 8. One thread wins the GIL and takes `lock`. Before it is done the machine gives the GIL to the
next one, which runs into `lock`, must block, and hands the GIL back without having done anything.
gil.stats() tells the two apart: time waited for the GIL, time blocked by the mutex (on standard
error, because it differs). The main thread holds the mutex until all have met it.
"""
import sys
import threading
import time

import gil

n = 100
lock = threading.Lock()
met_it = []          # who found the mutex taken


def task():
    global n
    if not lock.acquire(blocking=False):         # has the GIL, but not the mutex
        met_it.append(threading.current_thread().name)
        lock.acquire()                           # blocks, and gives the GIL away while it does
    temp = n
    time.sleep(0.0001)                           # even the holder of the mutex lets the GIL go here
    n = temp - 1
    lock.release()


threads = [threading.Thread(target=task, name='线程%d' % i) for i in range(1, 101)]
lock.acquire()                   # nobody gets through before all of them are there
for t in threads:
    t.start()
while len(met_it) < 100:
    time.sleep(0.001)
lock.release()
for t in threads:
    t.join()
stats = gil.stats()              # empty under CPython, which does not count
print('waited for the GIL, s:', stats.get('waited'), file=sys.stderr)
print('blocked, s:', stats.get('blocked_by'), file=sys.stderr)
print('n =', n)
print('met the mutex:', len(met_it))
