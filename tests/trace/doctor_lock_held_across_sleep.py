# doctor: --gil=tick:100
import threading
import time

ledger = threading.Lock()


def book():
    for _ in range(5):
        with ledger:
            time.sleep(0.002)


threads = [threading.Thread(target=book, name=name) for name in ('east', 'west')]
for t in threads:
    t.start()
for t in threads:
    t.join()
