# Threads that find no descriptor left get OSError 24 each, whatever they ask for; once some are closed all goes on.
import errno
import os
import resource
import socket
import threading

resource.setrlimit(resource.RLIMIT_NOFILE, (128, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
kept = []


def use_up():
    try:
        while True:
            kept.append(os.dup(0))
    except OSError as e:
        failed.append(e.errno == errno.EMFILE)


def ask(what):
    try:
        what()
    except OSError as e:
        failed.append(e.errno == errno.EMFILE)


failed = []
use_up()
print(failed, len(kept) > 10)
for what in os.pipe, socket.socket, socket.socketpair, lambda: open(os.devnull):
    failed.clear()
    threads = [threading.Thread(target=ask, args=(what,)) for _ in range(20)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    print(failed.count(True), len(failed))
for fd in kept:
    os.close(fd)
a, b = socket.socketpair()
threads = [threading.Thread(target=a.sendall, args=(b"x",)) for _ in range(20)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(b.recv(20, socket.MSG_WAITALL))
