# convoy.py COUNTERS SECONDS [INTERVAL]: one thread asks another process to echo a byte, again and again, beside so many that count.
import os
import socket
import sys
import threading
import time

clock = getattr(time, "perf_counter", time.time)
stop = False
counts = []
took = []


def set_interval(words):
    """The old lock counts instructions, the new one seconds."""
    if words and hasattr(sys, "setcheckinterval") and "." not in words[0]:
        sys.setcheckinterval(int(words[0]))
    elif words:
        sys.setswitchinterval(float(words[0]))


def serve(listener):
    s = listener.accept()[0]
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while True:
        data = s.recv(64)
        if not data:
            break
        s.sendall(data)


def count():
    done = 0
    while not stop:
        n = 1000
        while n > 0:
            n -= 1
        done += 1000
    counts.append(done)


def ask(address, seconds):
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    s.connect(address)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    began = clock()
    end = began + seconds
    while began < end:
        s.sendall(b"?")
        s.recv(1)
        now = clock()
        took.append(now - began)
        began = now
    s.close()


listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.bind(("127.0.0.1", 0))
listener.listen(1)
child = os.fork()
if child == 0:
    serve(listener)
    os._exit(0)
set_interval(sys.argv[3:])
counters, seconds = int(sys.argv[1]), float(sys.argv[2])
workers = [threading.Thread(target=count) for i in range(counters)]
asker = threading.Thread(target=ask, args=(listener.getsockname(), seconds))
began = clock()
for w in workers:
    w.start()
asker.start()
asker.join()
whole = clock() - began
stop = True
for w in workers:
    w.join()
os.waitpid(child, 0)
took.sort()
n = len(took)
print("replies=%.1f p50=%.1f p90=%.1f p99=%.1f max=%.1f counts=%.0f" % (
    n / whole, took[n // 2] * 1e6, took[n * 9 // 10] * 1e6, took[n * 99 // 100] * 1e6, took[-1] * 1e6, sum(counts) / whole))
