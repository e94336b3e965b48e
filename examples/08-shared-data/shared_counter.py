"""A counter that several threads may use: the critical section is locked.

    gilvm examples/08-shared-data/shared_counter.py
    gilvm --gil=fifo:1 --polls=every examples/08-shared-data/shared_counter.py   even so: nothing lost

Row 18.
"""
import threading


class SharedCounter:
    """A counter object that can be shared by multiple threads."""
    def __init__(self, initial_value=0):
        self._value = initial_value
        self._value_lock = threading.Lock()

    def incr(self, delta=1):
        with self._value_lock:
            self._value += delta

    def decr(self, delta=1):
        with self._value_lock:
            self._value -= delta

    @property
    def value(self):
        return self._value


counter = SharedCounter()


def work():
    for _ in range(500):
        counter.incr(2)
        counter.decr()


threads = [threading.Thread(target=work) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print('计数器:', counter.value)
