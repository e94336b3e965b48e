# gilvm only: CPython 3.11 takes the thread for ended after an interrupted join (mended in 3.13)
# After an interrupted join the thread is still alive, and is joined as any other.
import os
import signal
import threading
import time

go = threading.Event()
worker = threading.Thread(target=go.wait)
worker.start()


def interrupt():
    time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGINT)


try:
    threading.Thread(target=interrupt).start()
    worker.join()
except KeyboardInterrupt:
    print("interrupted", worker.is_alive(), worker in threading.enumerate())
worker.join(0.001)
print(worker.is_alive())
go.set()
worker.join()
print(worker.is_alive())
