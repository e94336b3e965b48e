# Threads that are no daemons may start others after the main thread has ended: all are waited for.
import threading
import time


def link(n):
    while threading.main_thread().is_alive():
        time.sleep(0.001)
    print("link", n, threading.main_thread().is_alive())
    if n:
        threading.Thread(target=link, args=(n - 1,)).start()


threading.Thread(target=link, args=(4,)).start()
print("main ends")
