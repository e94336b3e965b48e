"""send_fds and recv_fds: another thread gets a pipe, a socket, several at once; what it did not ask for is closed."""
import os
import socket
import threading

a, b = socket.socketpair()


def receive(n):
    data, fds, flags, address = socket.recv_fds(b, 100, n)
    print(data, len(fds), flags, address)
    return fds


def in_thread(f, *args):
    worker = threading.Thread(target=f, args=args)
    worker.start()
    return worker


# The end of a pipe, which the sender then closes.
r, w = os.pipe()


def write_to_it():
    fd, = receive(1)
    print(os.get_inheritable(fd))
    os.write(fd, b'through the pipe')
    os.close(fd)


worker = in_thread(write_to_it)
sent = socket.send_fds(a, [b'a ', b'pipe'], [w])
os.close(w)
worker.join()
print(sent)
print(os.read(r, 100), os.read(r, 100))
os.close(r)

# A connected socket.
c, d = socket.socketpair()
socket.send_fds(a, [b'a socket'], [d.fileno()])
d.close()
with socket.socket(fileno=receive(1)[0]) as d:
    c.sendall(b'ping')
    print(d.recv(10))
    d.sendall(b'pong')
    print(c.recv(10))
print(c.recv(10))
c.close()

# Several; one more than there is room for.
r, w = os.pipe()
socket.send_fds(a, [b'three'], [w, w, w])
fds = receive(3)
for i, fd in enumerate(fds):
    os.write(fd, b'%d' % i)
    os.close(fd)
print(os.read(r, 100))
socket.send_fds(a, [b'four'], [w, w, w, w])
data, fds, flags, address = socket.recv_fds(b, 100, 2)
print(data, len(fds), flags & socket.MSG_CTRUNC != 0)
for fd in fds:
    os.close(fd)
socket.send_fds(a, [b'lost'], [w])
print(b.recv(100))          # who does not ask gets the bytes alone
os.close(w)
print(os.read(r, 100))      # so nobody holds the other end any more
os.close(r)

# Reading stops behind bytes that came with descriptors.
a.send(b'before ')
socket.send_fds(a, [b'with '], [a.fileno()])
a.send(b'behind')
os.close(receive(1)[0])
print(b.recv(100))

# A message that nobody reads takes its descriptors with it.
r, w = os.pipe()
socket.send_fds(a, [b'unread'], [w])
os.close(w)
b.close()
print(os.read(r, 10))
os.close(r)
for bad in ([-1], ['x'], [1 << 40]):
    try:
        socket.send_fds(a, [b'x'], bad)
    except (OSError, TypeError, OverflowError) as e:
        print(type(e).__name__)
a.close()
