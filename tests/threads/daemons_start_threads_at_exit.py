"""The program ends while daemon threads start threads, raise exceptions and end, make garbage and write."""
import os
import threading
import time

ready = threading.Barrier(5)
count = 0


def breed():
    global count
    count += 1
    if count < 2000:
        threading.Thread(target=breed, daemon=True).start()


def start_more():
    ready.wait()
    while True:
        try:
            threading.Thread(target=int, daemon=True).start()
        except RuntimeError:            # the interpreter is at its end
            time.sleep(1000)


def fail():
    ready.wait()
    while True:
        try:
            [][1]
        except IndexError:
            pass


def litter():
    ready.wait()
    while True:
        pair = [None] * 100
        pair[0] = pair


def write():
    with open(os.devnull, 'w') as f:
        ready.wait()
        while True:
            f.write('line\n')
            f.flush()


for work in start_more, fail, litter, write:
    threading.Thread(target=work, daemon=True).start()
ready.wait()
breed()
print('main ends')
raise SystemExit(3)
