# A KeyboardInterrupt that nobody catches: traceback and the exit code of a program killed by SIGINT.
import os
import signal
import threading


def waits():
    lock = threading.Lock()
    lock.acquire()
    threading.Timer(0.01, os.kill, (os.getpid(), signal.SIGINT)).start()
    lock.acquire()


waits()
