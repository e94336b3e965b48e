# A KeyboardInterrupt that nobody catches: traceback and the exit code of a program killed by SIGINT.
import threading

import _interrupt


def waits():
    lock = threading.Lock()
    lock.acquire()
    _interrupt.when_at(11)
    lock.acquire()


waits()
