import socket
import threading

ours, theirs = socket.socketpair()


def serve():
    while theirs.recv(1):
        theirs.sendall(b"!")


def ask():
    for _ in range(20):
        ours.sendall(b"?")
        ours.recv(1)
    ours.close()


def count():
    n = 1000000
    while n > 0 and asker.is_alive():
        n -= 1


asker = threading.Thread(target=ask, name="asker")
threads = [threading.Thread(target=serve, name="server"), asker, threading.Thread(target=count, name="counter")]
for t in threads:
    t.start()
for t in threads:
    t.join()
