"""sendmsg and recvmsg: several buffers as one message, over streams and datagrams; they wait, and have time-outs."""
import os
import socket
import tempfile
import threading

a, b = socket.socketpair()
print(a.sendmsg([b'one ', bytearray(b'two '), b'three']), b.recvmsg(100))
print(a.sendmsg((b'x' for _ in range(3))), b.recvmsg(2), b.recv(10))
buffers = [bytearray(3), bytearray(0), bytearray(4), bytearray(5)]
a.sendmsg([b'0123456789'])
print(b.recvmsg_into(buffers), buffers)
print(a.sendmsg([]))

# A receiver waits for its sender, a sender for room.
got = []
reader = threading.Thread(target=lambda: got.append(b.recvmsg(10)[0]))
reader.start()
a.sendmsg([b'late'])
reader.join()
print(got)


def drain(n):
    while n > 0:
        n -= len(b.recvmsg(65536)[0])


reader = threading.Thread(target=drain, args=(2000000,))
reader.start()
left = 2000000
while left > 0:
    left -= a.sendmsg([bytes(min(left, 300000)), b''])
reader.join()
print('drained', left)

for sock in (a, b):
    sock.settimeout(0.01)
try:
    b.recvmsg(10)
except TimeoutError as e:
    print(repr(e))
try:
    while True:
        a.sendmsg([bytes(100000)])
except TimeoutError as e:
    print(repr(e))
b.setblocking(False)
while True:
    try:
        b.recvmsg(1 << 20)
    except BlockingIOError as e:
        print(e.errno == socket.EAGAIN)
        break
a.close()
b.setblocking(True)
print(b.recvmsg(10))
b.close()

# A datagram is one message; what does not fit is lost, and a flag says so.
with tempfile.TemporaryDirectory() as folder:
    one, two = (socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in range(2))
    name = os.path.join(folder, 'two')
    two.bind(name)
    print(one.sendmsg([b'ab', b'cd'], [], 0, name), two.recvmsg(3)[:3])
    print(one.sendmsg([b'ef'], (), 0, name), two.recvmsg(10))
    one.close()
    two.close()
one, two = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
one.bind(('127.0.0.1', 0))
two.bind(('127.0.0.1', 0))
one.sendmsg([b'hello ', b'world'], [], 0, two.getsockname())
data, ancillary, flags, address = two.recvmsg(100, 100)
print(data, ancillary, flags, address == one.getsockname())
one.connect(two.getsockname())
one.sendmsg([b'again'], [], 0, None)
print(two.recvmsg(2)[:3], socket.MSG_TRUNC)
one.close()
two.close()

for call in (lambda: one.sendmsg([b'x']), lambda: one.recvmsg(1), lambda: one.recvmsg_into([bytearray(1)])):
    try:
        call()
    except OSError as e:
        print(e)
