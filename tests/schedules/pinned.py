# run: --cores=2 --gil=priority
# run: --cores=2 --gil=priority --os=boost
# run: --cores=4 --gil=interval
# run: --cores=65
# Threads that keep to cores of their own choice. A sleeper on the core of a counting thread pays for a switch of that core, though another is
# idle; who is alone on his does not. What a thread starts has its cores; what cannot be is refused.
import os
import threading
import time

over = False


def count(core):
    stay(core)
    while not over:
        n = 1000
        while n > 0:
            n -= 1


def stay(core):
    if core is not None:
        os.sched_setaffinity(0, {core})


def sleep(core, busy):
    global over
    over = False
    counter = threading.Thread(target=count, args=(busy,))
    counter.start()
    before = os.sched_getaffinity(0)
    stay(core)
    late = []
    for _ in range(20):
        began = time.perf_counter()
        time.sleep(0.02)
        late.append(time.perf_counter() - began - 0.02)
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, before)
    over = True
    counter.join()
    late.sort()
    print(f'asleep on {core}, counting on {busy}: late by {late[10] * 1e3:.3f} ms in the middle, {late[-1] * 1e3:.3f} at most;',
          f'{len(cores)} of {len(before)} cores')


def refused(pid, cores):
    try:
        os.sched_setaffinity(pid, cores)
        print('done')
    except (OSError, ValueError) as e:
        print(e)


def child():
    print('started on', sorted(os.sched_getaffinity(0)))


sleep(None, None)
if os.cpu_count() <= 64:
    sleep(0, 1)
    sleep(1, 1)
    os.sched_setaffinity(0, {1})
    t = threading.Thread(target=child)
    t.start()
    t.join()
refused(0, {0})
refused(0, range(65))
refused(0, {99})
refused(0, ())
refused(0, {-1})
refused(7, {0})
