"""Who lets go of a lock and wants it back at once has it again before the woken thread arrives.

    gilvm --gil=tick:1000 --cores=1 examples/01-the-gil/release_and_race.py
    gilvm --gil=tick:1000 --cores=2 examples/01-the-gil/release_and_race.py
    gilvm --gil=fifo:1000 --cores=2 examples/01-the-gil/release_and_race.py
    gilvm sim --gil=tick:1000 --cores=8 examples/01-the-gil/release_and_race.py
    gilvm trace --sim=default --gil=tick:1000 examples/01-the-gil/release_and_race.py     see `wasted`

Rows 3 and 4. This is the loop of the documents, played with an ordinary lock: acquire, do a
thousand somethings, release, and no gap before the next acquire. `in a row` counts how often the
releaser was the next holder; the sleeper was woken for nothing then, and goes to sleep again: the
vicious circle. `woken in vain` counts the same for the GIL itself. The figures differ from run to
run, so they go to standard error.
"""
import sys
import threading

import gil

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 100
lock = threading.Lock()
holders = []
start = threading.Barrier(2)


def work(me):
    start.wait()
    for _ in range(ROUNDS):
        lock.acquire()
        holders.append(me)
        for _ in range(1000):
            pass                  # do something
        lock.release()
        # Nothing stands here: the next acquire follows at once.


threads = [threading.Thread(target=work, args=(i,)) for i in range(2)]
for t in threads:
    t.start()
for t in threads:
    t.join()

again = sum(x == y for x, y in zip(holders, holders[1:]))
print(gil.policy(), 'in a row:', again, 'of', len(holders) - 1, file=sys.stderr)
stats = gil.stats()                   # empty under CPython, which does not count
print('switches:', stats.get('switches'), 'woken in vain:', stats.get('vain'), file=sys.stderr)
print('both got their rounds:', holders.count(0) == ROUNDS, holders.count(1) == ROUNDS)
