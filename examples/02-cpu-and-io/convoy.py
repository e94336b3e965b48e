"""One thread that answers at once, beside threads that only compute.

    gilvm --gil=interval:5000 examples/02-cpu-and-io/convoy.py 4
    gilvm --gil=tick:100 --cores=2 examples/02-cpu-and-io/convoy.py 4
    gilvm --gil=priority examples/02-cpu-and-io/convoy.py 4

Row 6, the mixed case. The answering thread sleeps a millisecond and then wants the lock for a few
instructions. How late it comes back is the price of the convoy: about 5 ms each under `interval`,
next to nothing under `priority`, and for ever under `cooperative`, where nobody stops the others.
The figures go to standard error.
"""
import sys
import threading
import time

CROWD = int(sys.argv[1]) if len(sys.argv) > 1 else 1
REQUESTS = 20
stop = False
late = []


def crowd():
    n = 0
    while not stop:
        n += 1


def answer():
    global stop
    for _ in range(REQUESTS):
        start = time.perf_counter()
        time.sleep(0.001)
        late.append(time.perf_counter() - start - 0.001)
    stop = True


threads = [threading.Thread(target=crowd) for _ in range(CROWD)] + [threading.Thread(target=answer)]
for t in threads:
    t.start()
for t in threads:
    t.join()
late.sort()
print('late by: median %.3f ms, worst %.3f ms' % (late[len(late) // 2] * 1000, late[-1] * 1000), file=sys.stderr)
print('answered:', len(late), 'of', REQUESTS)
