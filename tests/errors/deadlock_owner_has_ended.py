# gilvm only: CPython hangs for ever
import threading

lock = threading.RLock()


def forget():
    lock.acquire()


thread = threading.Thread(target=forget)
thread.start()
thread.join()
with lock:
    print("never")
