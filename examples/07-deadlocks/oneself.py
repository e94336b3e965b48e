# gilvm only: CPython hangs for ever
"""The smallest deadlock: a thread waits for a lock that it has itself.

    gilvm examples/07-deadlocks/oneself.py         reports it, exit code 3

Row 17. A method that locks calls another one that locks; an RLock would have let it pass.
"""
import threading


class Account:
    def __init__(self):
        self.lock = threading.Lock()
        self.balance = 0

    def pay_in(self, amount):
        with self.lock:
            self.balance += amount
            self.show()

    def show(self):
        with self.lock:           # the same thread, the same lock
            print('never', self.balance)


print('存款', flush=True)
Account().pay_in(100)
