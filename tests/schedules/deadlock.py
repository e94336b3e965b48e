# run:
# run: --gil=random:3
# Two locks in two orders: the same deadlock each time.
import threading
import time

a, b = threading.Lock(), threading.Lock()


def first():
    with a:
        time.sleep(0.001)
        with b:
            print("first has both")


def second():
    with b:
        time.sleep(0.001)
        with a:
            print("second has both")


threads = [threading.Thread(target=f, name=f.__name__) for f in (first, second)]
for t in threads:
    t.start()
for t in threads:
    t.join()
