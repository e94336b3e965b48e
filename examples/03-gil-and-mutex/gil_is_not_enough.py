"""The same hundred threads without the mutex: the GIL protects the machine, not your data.

    gilvm examples/03-gil-and-mutex/gil_is_not_enough.py

Row 8, the other half: different data need different locks. Each thread reads n, waits until all
have read it, and writes back what it read less one, so 99 of the 100 subtractions are lost on
every interpreter and under every policy.
"""
import threading

n = 100
all_have_read = threading.Barrier(100)


def task():
    global n
    temp = n
    all_have_read.wait()         # in real life: the machine switched here
    n = temp - 1


threads = [threading.Thread(target=task) for _ in range(100)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print('n =', n)
