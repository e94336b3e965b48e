# In the child of a fork nobody but the thread that forked has a stack to be shown.
import faulthandler
import os
import sys
import tempfile
import threading

gate = threading.Event()
running = threading.Semaphore(0)


def wait():
    running.release()
    gate.wait()


threads = [threading.Thread(target=wait) for _ in range(5)]
for t in threads:
    t.start()
    running.acquire()
print(len(sys._current_frames()))
child = os.fork()
if child == 0:
    with tempfile.TemporaryFile() as f:
        faulthandler.dump_traceback(f)
        f.seek(0)
        stacks = f.read().count(b'most recent call first')
    print(len(sys._current_frames()), stacks, flush=True)
    os._exit(0)
os.waitpid(child, 0)
gate.set()
for t in threads:
    t.join()
