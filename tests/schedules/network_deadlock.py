# run:
# run: --cores=1 --gil=interval
# Two threads wait for what only the other could send, a third for a connection that nobody will make: nobody can ever go on, and that is
# told. A time-out, or a thread that sleeps, is hope.
import os
import socket
import threading
import time

ours, theirs = socket.socketpair()
r, w = os.pipe()
server = socket.create_server(("127.0.0.1", 0))
ours.settimeout(0.5)
try:
    ours.recv(1)
except TimeoutError:
    print("timed out")
ours.settimeout(None)


def relay():
    os.write(w, theirs.recv(1))


def sleeper():
    time.sleep(1)
    print("the sleeper ends")


threading.Thread(target=sleeper).start()
threading.Thread(target=server.accept, name="acceptor").start()
threading.Thread(target=relay, name="relay").start()
ours.sendall(os.read(r, 1))
