# Functions of atexit run when the threads have ended; threading's own before.
import atexit
import threading
import time

atexit.register(print, "atexit")
threading._register_atexit(print, "before the threads are waited for")


def work():
    while threading.main_thread().is_alive():
        time.sleep(0.001)
    print("thread ends")


threading.Thread(target=work).start()
print("main ends")
