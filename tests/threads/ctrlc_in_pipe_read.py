# Ctrl-C ends reads of a pipe, by descriptor and by file.
import os
import signal
import threading

r, w = os.pipe()
f = os.fdopen(r, "r", closefd=False)
b = os.fdopen(r, "rb", buffering=0, closefd=False)
for call in (lambda: os.read(r, 10), f.readline, lambda: next(f), lambda: b.read(5)):
    t = threading.Timer(0.01, os.kill, (os.getpid(), signal.SIGINT))
    try:
        t.start()
        call()
    except KeyboardInterrupt:
        print("interrupted")
    t.join()
os.write(w, b"line\n")
print(os.read(r, 10))
