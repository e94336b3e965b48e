"""Barrier: nobody goes on before all of them have come.

    gilvm examples/05-locks-and-signals/barrier.py

Row 14. One of the three is told to do something before the gate opens (`action`); wait() gives each
a number of its own; and a gate that is broken is broken for everybody.
"""
import threading
import time

lines = []
barrier = threading.Barrier(3, action=lambda: lines.append('全部到达'))
numbers = []


def runner(i):
    time.sleep(0.01 * i)
    lines.append('到达')
    numbers.append(barrier.wait())
    lines.append('出发')


threads = [threading.Thread(target=runner, args=(i,)) for i in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(lines)
print(sorted(numbers), barrier.parties, barrier.n_waiting, barrier.broken)

# Only one comes, and loses its patience: the barrier is broken until reset().
try:
    barrier.wait(timeout=0.01)
except threading.BrokenBarrierError as error:
    print('BrokenBarrierError', barrier.broken)
barrier.reset()
print('reset:', barrier.broken)
