# Two conditions on one lock: a bounded buffer without wasted wake-ups.
import threading

lock = threading.Lock()
not_empty = threading.Condition(lock)
not_full = threading.Condition(lock)
items = []
got = []


def put():
    for i in range(200):
        with not_full:
            while len(items) >= 3:
                not_full.wait()
            items.append(i)
            not_empty.notify()


def get():
    for _ in range(200):
        with not_empty:
            while not items:
                not_empty.wait()
            got.append(items.pop(0))
            not_full.notify()


threads = [threading.Thread(target=f) for f in (put, get, put, get)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(len(got), sum(got), items)
