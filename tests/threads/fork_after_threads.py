"""A child of a fork starts threads of its own, also if others have ended in the parent just before; and both wait for descriptors."""
import os
import threading


def ended():
    worker = threading.Thread(target=lambda: None)
    worker.start()
    worker.join()


def talk():
    r, w = os.pipe()
    got = []
    reader = threading.Thread(target=lambda: got.append(os.read(r, 5)))
    reader.start()
    os.write(w, b'hello')
    reader.join()
    os.close(r)
    os.close(w)
    return got


for i in range(3):
    ended()
    pid = os.fork()
    ended()
    said = talk()
    if pid == 0:
        os._exit(7 if said == [b'hello'] else 1)
    print(said, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
