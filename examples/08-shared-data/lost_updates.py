"""The counter without its lock: updates get lost.

    gilvm --gil=tick:100 --polls=every examples/08-shared-data/lost_updates.py 100000
    gilvm --gil=fifo:1 --polls=every examples/08-shared-data/lost_updates.py 1000
    gilvm --gil=fifo:1 --polls=branch examples/08-shared-data/lost_updates.py 1000   none at all
    gilvm --gil=random:7 --polls=every examples/08-shared-data/lost_updates.py 1000

Row 18. `self._value += delta` reads, adds and writes; whoever is stopped between the reading and the
writing overwrites what others wrote meanwhile. How many that hits depends on policy and poll points
(with --polls=branch a switch cannot fall between the two), so the count goes to standard error. The
second part puts the switch there by force, and then the loss is the same on every interpreter.
"""
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
THREADS = 4


class Counter:
    def __init__(self):
        self._value = 0

    def incr(self, delta=1):
        self._value += delta


def race(work):
    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


counter = Counter()


def by_chance():
    for _ in range(N):
        counter.incr()


race(by_chance)
print('lost: %d of %d' % (THREADS * N - counter._value, THREADS * N), file=sys.stderr)
print('never too many:', counter._value <= THREADS * N)

# Now all of them read before anybody writes, in each of ten rounds.
counter = Counter()
meet = threading.Barrier(THREADS)


def by_force():
    for _ in range(10):
        meet.wait()
        value = counter._value
        meet.wait()
        counter._value = value + 1


race(by_force)
print('10 次 × 4 个线程 =', counter._value, 'lost', 10 * THREADS - counter._value)
