# Daemons that read a pipe nobody writes to, or write to one that is full, end with the program.
import os
import threading

started = threading.Semaphore(0)
r, w = os.pipe()
r2, w2 = os.pipe()


def reads():
    started.release()
    os.read(r, 1)
    print("never")


def reads_a_file():
    f = os.fdopen(r, "rb", closefd=False)
    started.release()
    f.read(1)
    print("never")


def writes():
    started.release()
    while True:
        os.write(w2, b"x" * 65536)


for f in (reads, reads_a_file, writes):
    threading.Thread(target=f, daemon=True).start()
for _ in range(3):
    started.acquire()
print("end")
