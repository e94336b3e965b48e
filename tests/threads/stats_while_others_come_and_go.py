# gilvm only: the module gil
# The figures are read while threads sleep, wait with time-outs, block and end: each reading adds up.
import gil
import os
import threading
import time

stop = False
lock = threading.Lock()
lock.acquire()


def nap():
    while not stop:
        time.sleep(0.0005)


def wait():
    while not stop:
        lock.acquire(timeout=0.0005)


def read():
    with open(os.devnull, "rb", buffering=0) as f:
        while not stop:
            f.read(1)


threads = [threading.Thread(target=f) for f in (nap, wait, read, nap, wait)]
for t in threads:
    t.start()
last = -1
for i in range(300):
    figures = gil.stats()
    names = [row["name"] for row in figures["threads"]]
    assert names[0] == "MainThread", names
    assert figures["acquired"] >= last
    last = figures["acquired"]
    assert figures["steps"] >= max(row["steps"] for row in figures["threads"])
    if i % 50 == 0:
        t = threading.Thread(target=time.sleep, args=(0.001,))
        t.start()
        t.join()
    if i % 10 == 0:
        time.sleep(0.001)
stop = True
for t in threads:
    t.join()
print("ended", len(gil.stats()["threads"]))
