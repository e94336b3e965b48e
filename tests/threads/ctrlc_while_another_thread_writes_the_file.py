# gilvm only: in CPython Ctrl-C does not end a wait for another thread's write
# Ctrl-C in a write that waits for another thread's leaves alone what that thread is writing.
import os
import select
import signal
import threading
import time

r, w = os.pipe()
size = 1000000
f = os.fdopen(w, 'w', closefd=False)


def writes():
    for _ in range(size // 5000):
        f.write('a' * 5000)
    f.flush()
    os.close(w)


writer = threading.Thread(target=writes)
writer.start()
os.read(r, 1)
while select.select([], [w], [], 0)[1]:
    time.sleep(0.001)
time.sleep(0.1)                         # the pipe is full: the writer waits, and has the file's lock
for call in (lambda: f.write('lost' * 10000), f.flush):
    timer = threading.Timer(0.02, os.kill, (os.getpid(), signal.SIGINT))
    try:
        timer.start()
        call()
    except KeyboardInterrupt:
        print('interrupted')
    timer.join()
got = 1
while data := os.read(r, 1 << 16):
    got += data.count(b'a')
writer.join()
print(got == size)
