# run: --cores=2 --tick-ns=0.5
# run: --cores=2 --tick-ns=0.5 --sleep-ns=400
# run: --cores=2 --tick-ns=0.5 --sleep-ns=400 --line-ns=150 --park-ns=300
# run: --cores=2 --tick-ns=0.5 --sleep-ns=400 --line-ns=150 --park-ns=300 --call-ns=15
# Two threads count at once, with a call of a native in each turn. On a machine on which it takes time to fall asleep, the one that came too
# late is called again before it sleeps: so it is back at once, and the lock changes hands, or a wake-up is in vain, many times as often.
import gil
import threading
import time


def count():
    n = 40000
    while n > 0:
        n = abs(n - 1)


def timed(together):
    threads = [threading.Thread(target=count) for _ in range(2)]
    began = time.perf_counter()
    for t in threads:
        t.start()
        if not together:
            t.join()
    for t in threads:
        t.join()
    return time.perf_counter() - began


alone = timed(False)
before = gil.stats()
both = timed(True)
after = gil.stats()
print(f'in a row {alone * 1000:.3f} ms, at once {both * 1000:.3f} ms;',
      ', '.join(f'{k} {after[k] - before[k]}' for k in ('switches', 'kept', 'vain')))
