"""The lock belongs to an interpreter, not to the language: one script, every lock, the same answer.

    gilvm examples/01-the-gil/policies.py
    gilvm policies                                           what each of them does
    gilvm --io-drop=blocked examples/01-the-gil/policies.py  keep the lock around calls that need not wait
    PYTHONPATH=examples/compat python3 examples/01-the-gil/policies.py

Row 9. CPython, PyPy and Jython run the same program; only the first two have such a lock, and even
CPython changed its rules twice. Here the policy is exchanged while the program runs. The time that
each one took goes to standard error, the answers are the same by all of them.
"""
import queue
import sys
import threading
import time

import gil


def sum_of_squares(numbers, workers=3):
    """A race-free program: every worker takes from one queue and answers into another."""
    tasks, answers = queue.Queue(), queue.Queue()
    for n in numbers:
        tasks.put(n)

    def work():
        while True:
            n = tasks.get()
            if n is None:
                return
            answers.put(n * n)

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for t in threads:
        tasks.put(None)
        t.start()
    for t in threads:
        t.join()
    return sum(answers.get() for _ in numbers)


for name in ['tick:100', 'interval:5000', 'fifo:100', 'priority', 'quantum:100', 'bounce:32',
             'cooperative', 'random:7']:
    gil.set_policy(name)
    start = time.perf_counter()
    answer = sum_of_squares(range(100))
    print('%-14s %.4f s' % (gil.policy(), time.perf_counter() - start), file=sys.stderr)
    print('%-14s %d' % (name, answer))
