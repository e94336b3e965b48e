"""The machine takes the lock away after N instructions: how often does the running thread change?

    gilvm --gil=tick:100 examples/01-the-gil/every_n_steps.py
    gilvm --gil=fifo:100 examples/01-the-gil/every_n_steps.py
    gilvm --gil=fifo:10000 examples/01-the-gil/every_n_steps.py
    gilvm --gil=cooperative examples/01-the-gil/every_n_steps.py

Row 2. Two threads write down their number again and again; a change of the number is a switch.
How many there are depends on the policy (and on the moment), so it goes to standard error; what
always holds goes to standard output.
"""
import sys
import threading

TURNS = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
log = []
start = threading.Barrier(2)


def work(me):
    start.wait()
    for _ in range(TURNS):
        log.append(me)            # one call of a native function: nobody can get in between


threads = [threading.Thread(target=work, args=(i,)) for i in range(2)]
for t in threads:
    t.start()
for t in threads:
    t.join()

switches = sum(x != y for x, y in zip(log, log[1:]))
print('switches:', switches, file=sys.stderr)
print('each had its turns:', log.count(0) == TURNS, log.count(1) == TURNS)
print('at least one switch:', switches >= 1)
