# talkers.py COUNTERS SECONDS [apart]: one thread sends a byte through a socket to another and waits for it to come back, again and again, while
# COUNTERS threads count. Prints rate=ROUND TRIPS a second, p50= max= of their time in microseconds. `apart`: the two keep to a core each, or both
# to the second one if a thread counts on the first.
import os
import socket
import sys
import threading
import time

counters, seconds = int(sys.argv[1]), float(sys.argv[2])
here, there = socket.socketpair()
stop = False
took = []


def stay(place):
    if sys.argv[-1] == "apart":
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[place % len(cores)]})


def count():
    stay(0)
    while not stop:
        n = 1000
        while n > 0:
            n -= 1


def echo():
    stay(1)
    data = there.recv(1)
    while data:
        there.sendall(data)
        data = there.recv(1)


def talk():
    stay(1 if counters == 1 else 0)
    begin = time.perf_counter()
    end = begin + seconds
    while begin < end:
        here.sendall(b"x")
        here.recv(1)
        now = time.perf_counter()
        took.append(now - begin)
        begin = now
    here.close()


threads = [threading.Thread(target=count) for i in range(counters)]
threads.append(threading.Thread(target=echo))
for t in threads:
    t.start()
talker = threading.Thread(target=talk)
talker.start()
talker.join()
stop = True
for t in threads:
    t.join()
took.sort()
print("rate=%.1f p50=%.1f max=%.1f" % (len(took) / sum(took), took[len(took) // 2] * 1e6, took[-1] * 1e6))
