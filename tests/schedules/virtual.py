# run: --cores=3
# run: --cores=3 --seed=7 --epoch=2000-01-01
# Nothing of this computer comes into a run: clocks, calendar, chance, numbers of objects and of processes are the machine's.
import os
import random
import threading
import time


class Thing:
    pass


t0 = time.time()
print(time.ctime(), time.tzname[0])
print(int(t0), round(t0 % 1, 3), time.perf_counter() < 1, time.monotonic() < 1)
time.sleep(86400)
print(time.ctime(), round(time.time() - t0, 3))
print(random.random(), random.randrange(1000), os.urandom(4).hex())
things = [Thing() for i in range(3)]
print(things[0], [id(t) - id(things[0]) for t in things], [hash(t) - hash(things[0]) for t in things])
named = {t: i for i, t in enumerate(things)}
print([named[t] for t in set(things)], list({"a", "b", "c", "d", "e"}), list({print, len, Thing.__init__} - {len})[0])
print(os.cpu_count(), os.getpid(), os.getppid(), threading.get_native_id() - os.getpid(), threading.get_ident())
print(time.process_time() < 1, time.thread_time() < 1, os.times().elapsed > 86400)
