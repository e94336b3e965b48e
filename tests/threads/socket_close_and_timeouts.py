# Half-closed connections, time-outs, and closing a socket that another thread waits on.
import socket
import threading
import time

# The writing side closes; the other way stays open.
a, b = socket.socketpair()


def answer():
    got = b""
    while part := b.recv(100):
        got += part
    b.sendall(b"got %d" % len(got))
    b.close()


t = threading.Thread(target=answer)
t.start()
a.sendall(b"x" * 300000)
a.shutdown(socket.SHUT_WR)
print(a.recv(100), a.recv(100))
t.join()
a.close()

# A time-out, and data that comes in time.
a, b = socket.socketpair()
a.settimeout(0.01)
try:
    a.recv(1)
except socket.timeout as e:
    print(type(e).__name__, e)
a.settimeout(30)
threading.Timer(0.01, b.send, (b"late",)).start()
print(a.recv(10))
a.setblocking(False)
try:
    a.recv(1)
except BlockingIOError as e:
    print(e)

# Closed while another thread reads: the reader gets what comes, or sees that it is closed; the descriptor's number is
# not given to another socket while the call lasts.
a.setblocking(True)
results = []
t = threading.Thread(target=lambda: results.append(a.recv(10)))
t.start()
time.sleep(0.02)
a.close()
others = [socket.socketpair() for _ in range(3)]
for x, y in others:
    y.send(b"wrong")
b.send(b"right")
t.join()
print(results, a.fileno())
try:
    a.recv(1)
except OSError as e:
    print(e)

# Many threads accept on one socket.
server = socket.create_server(("127.0.0.1", 0))
served = []


def serve():
    while True:
        conn, _ = server.accept()
        with conn:
            word = conn.recv(10)
            if word == b"stop":
                return
            served.append(word)
            conn.sendall(word)


threads = [threading.Thread(target=serve) for _ in range(5)]
for t in threads:
    t.start()
for i in range(50):
    with socket.create_connection(server.getsockname()) as c:
        c.sendall(b"%d" % i)
        assert c.recv(10) == b"%d" % i
for t in threads:
    with socket.create_connection(server.getsockname()) as c:
        c.sendall(b"stop")
for t in threads:
    t.join()
server.close()
print(len(served), sorted(map(int, served)) == list(range(50)))
