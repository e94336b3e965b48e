# run: --cores=2
# run: --cores=2 --net-ns=1000000 --net-ns-per-kb=0
# run: --cores=2 --net-ns=0 --net-ns-per-kb=0
# run: --cores=2 --net-ns=50000 --net-ns-per-kb=8000
# run: --cores=2 --gil=interval --io-drop=blocked
# How long messages between threads are on their way, to the nanosecond: a round trip, connecting, being refused, 64 KiB in one piece and
# in a thousand, a pipe, the end of a stream, a datagram, and a time-out that nothing ends. No collection comes in between.
import gc
import os
import select
import socket
import threading
import time


gc.disable()


def timed(what, fn, *args):
    t0 = time.perf_counter_ns()
    try:
        answer = fn(*args)
    except OSError as e:
        answer = e
    us = (time.perf_counter_ns() - t0) / 1000
    print("%-22s %12.3f us  %r" % (what, us, answer if not isinstance(answer, bytes) else len(answer)))


def read_all(read, n):
    got = b""
    while len(got) < n:
        part = read(65536)
        if not part:
            break
        got += part
    return got


def echo(sock):
    with sock:
        while True:
            data = sock.recv(65536)
            if not data:
                break
            sock.sendall(data)


def server_loop(server):
    while True:
        connection, _ = server.accept()
        threading.Thread(target=echo, args=(connection,), daemon=True).start()


server = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=server_loop, args=(server,), daemon=True).start()
client = socket.socket()
timed("connect", client.connect, server.getsockname())
timed("refused", socket.create_connection, ("127.0.0.1", 9))


def round_trip(data):
    client.sendall(data)
    return read_all(client.recv, len(data))


timed("round trip", round_trip, b"?")
timed("64 KiB and back", round_trip, bytes(65536))


def in_pieces():
    for i in range(1024):
        client.sendall(bytes(64))
    return read_all(client.recv, 65536)


timed("in 1024 pieces", in_pieces)

r, w = os.pipe()
threading.Timer(0.001, os.write, (w, b"x")).start()
timed("a pipe, 1 ms later", os.read, r, 10)
threading.Timer(0.001, os.close, (w,)).start()
timed("its end", os.read, r, 10)

a = socket.socket(type=socket.SOCK_DGRAM)
b = socket.socket(type=socket.SOCK_DGRAM)
a.bind(("127.0.0.1", 5000))


def datagram():
    b.sendto(b"hello", ("127.0.0.1", 5000))
    return a.recvfrom(100)


timed("a datagram", datagram)
a.settimeout(0.25)
timed("time-out of 250 ms", a.recv, 1)
timed("select for 10 ms", select.select, [a], [], [], 0.01)
timed("connected already", client.connect_ex, ("127.0.0.1", 1))
