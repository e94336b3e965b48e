# A thousand threads at one socket: each sends a byte, each receives one, and none gets lost.
import socket
import threading

a, b = socket.socketpair()
got = []


def talk(i):
    if i % 2:
        a.sendall(bytes([i // 2 % 251]))
    else:
        got.append(b.recv(1))


threads = [threading.Thread(target=talk, args=(i,)) for i in range(1000)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(len(got), sorted(got) == sorted(bytes([i % 251]) for i in range(500)))
a.close()
print(b.recv(1))
b.close()
