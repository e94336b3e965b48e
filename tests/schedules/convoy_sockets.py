# run: --cores=2 --gil=tick
# run: --cores=2 --gil=interval
# run: --cores=2 --gil=interval --cold-ns=20000
# run: --cores=2 --gil=priority
# run: --cores=2 --gil=priority --spin-ns=200
# run: --cores=2 --gil=interval --io-drop=blocked
# run: --cores=1 --gil=interval
# run: --cores=1 --gil=priority
# The convoy with sockets: one thread asks, another answers, others count. Both give the lock up around every call, to send as well as to
# receive, so under interval a round trip takes whole intervals, 5 ms each, as soon as one counts. With --io-drop=blocked who sends keeps
# the lock, and by the time it waits for the answer the other is there to take it.
import socket
import threading
import time

stop = False


def burn():
    while not stop:
        n = 100
        while n > 0:
            n -= 1


def serve(sock):
    while sock.recv(1):
        sock.sendall(b"!")


def measure(burners, replies):
    global stop
    stop = False
    ours, theirs = socket.socketpair()
    server = threading.Thread(target=serve, args=(theirs,))
    threads = [threading.Thread(target=burn) for i in range(burners)]
    took = []

    def ask():
        for i in range(replies):
            t0 = time.perf_counter()
            ours.sendall(b"?")
            ours.recv(1)
            took.append(time.perf_counter() - t0)
        ours.close()

    server.start()
    for t in threads:
        t.start()
    asker = threading.Thread(target=ask)
    asker.start()
    asker.join()
    stop = True
    for t in threads + [server]:
        t.join()
    took.sort()
    print("%d counting: %.0f round trips a second, p50 %.2f ms, longest %.2f ms" % (
        burners, replies / sum(took), took[len(took) // 2] * 1e3, took[-1] * 1e3))


for burners in 0, 1, 2:
    measure(burners, 20)
