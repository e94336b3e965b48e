# gilvm only: CPython hangs for ever
import threading


class Account:
    def __init__(self):
        self._lock = threading.Lock()
        self.balance = 0

    def add(self, amount):
        with self._lock:
            self.balance += amount

    def move(self, amount, to):
        with self._lock:
            self.add(-amount)
            to.add(amount)


accounts = {"ann": Account(), "bob": Account()}
print("moving")
accounts["ann"].move(5, accounts["bob"])
