# Ctrl-C ends a write to a full pipe, also when the signal came in the middle of it and some had been written.
import io
import os
import signal
import threading
import time


def interrupted(write, data):
    timer = threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT))
    try:
        timer.start()
        write(data)
        while True:
            time.sleep(1)       # not reached: the data is more than the pipe takes
    except KeyboardInterrupt:
        print('interrupted')
    timer.join()


for size in (1, 100, 5000, 8192, 10000, 1000000):
    r, w = os.pipe()
    raw = io.FileIO(w, 'w')
    buffered = io.BufferedWriter(raw)

    def write_all(data):
        while True:
            buffered.write(data)

    interrupted(write_all, bytes(size))
    raw.close()                 # what is left in the buffer has nowhere to go
    os.close(r)
    try:
        buffered.close()
    except ValueError:
        print('closed')
