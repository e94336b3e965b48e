# A signal reaches the main thread as KeyboardInterrupt while it waits in every kind of call.
import os
import select
import signal
import socket
import subprocess
import threading
import time

main = os.getpid()
a, b = socket.socketpair()
server = socket.create_server(("127.0.0.1", 0))
timed = socket.create_server(("127.0.0.1", 0))
timed.settimeout(60)
r, w = os.pipe()
lock = threading.Lock()
lock.acquire()
stop = threading.Event()
worker = threading.Thread(target=stop.wait)
worker.start()
child = subprocess.Popen(["sleep", "60"])

waits = {
    "recv": lambda: a.recv(1),
    "accept": server.accept,
    "accept with time-out": timed.accept,
    "read": lambda: os.read(r, 1),
    "select": lambda: select.select([a], [], []),
    "poll": lambda: (lambda p: (p.register(a, select.POLLIN), p.poll()))(select.poll()),
    "sleep": lambda: time.sleep(60),
    "lock": lock.acquire,
    "join": worker.join,
    "process": child.wait,
    "process with time-out": lambda: child.wait(60),
}
for name, wait in waits.items():
    done = threading.Event()

    def interrupt():
        while not done.wait(0.02):
            os.kill(main, signal.SIGINT)

    t = threading.Thread(target=interrupt)
    try:
        try:
            t.start()
            wait()
        finally:
            done.set()
        print(name, "came back")
    except KeyboardInterrupt:
        print(name, "interrupted")
    done.set()
    t.join()
child.kill()
child.wait()
stop.set()
worker.join()
