# convoy.py COUNTERS SECONDS PORT | IN OUT: one thread sends a byte to an echo server (bench/echo_server.c) and waits for it
# to come back, again and again, while COUNTERS threads count. PORT: over TCP; two names: over those pipes.
# Prints rate=REQUESTS a second, p50= p99= max= of their time in microseconds, counts=TURNS a second.
import os
import sys
import threading
import time

clock = getattr(time, "perf_counter", time.time)
seconds = float(sys.argv[2])
stop = False
counts = []
took = []


def count():
    turns = 0
    while not stop:
        n = 1000
        while n > 0:
            n -= 1
        turns += 1000
    counts.append(turns)


def over_tcp():
    import socket
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    s.connect(("127.0.0.1", int(sys.argv[3])))
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return s.sendall, lambda: s.recv(1)


def over_pipes():
    to = os.open(sys.argv[3], os.O_WRONLY)
    back = os.open(sys.argv[4], os.O_RDONLY)
    return lambda data: os.write(to, data), lambda: os.read(back, 1)


def talk():
    send, receive = over_tcp() if len(sys.argv) == 4 else over_pipes()
    begin = clock()
    end = begin + seconds
    while begin < end:
        send(b"x")
        receive()
        now = clock()
        took.append(now - begin)
        begin = now


counters = [threading.Thread(target=count) for i in range(int(sys.argv[1]))]
talker = threading.Thread(target=talk)
for t in counters:
    t.start()
begin = clock()
talker.start()
talker.join()
total = clock() - begin
stop = True
for t in counters:
    t.join()
took.sort()
n = len(took)
print("rate=%.1f p50=%.1f p99=%.1f max=%.1f counts=%.0f" % (
    n / total, took[n // 2] * 1e6, took[n * 99 // 100] * 1e6, took[-1] * 1e6, sum(counts) / total))
