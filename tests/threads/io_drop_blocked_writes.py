# gilvm only: --io-drop
# flags: --io-drop=blocked
# A write that fills a pipe or a socket gives the lock up, so that the reader of this program can empty it.
import os
import socket
import threading

r, w = os.pipe()
a, b = socket.socketpair()


def drain(read):
    total = 0
    while part := read(65536):
        total += len(part)
    print(total)


for write, read, close in (lambda d: os.write(w, d), lambda n: os.read(r, n), lambda: os.close(w)), (
        a.sendall, b.recv, a.close):
    t = threading.Thread(target=drain, args=(read,))
    t.start()
    data = bytes(1000000)
    while data:
        data = data[write(data) or len(data):]
    close()
    t.join()
