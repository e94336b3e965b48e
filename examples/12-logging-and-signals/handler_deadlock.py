# gilvm only: CPython hangs for ever
"""A signal handler that takes a lock which the interrupted code has: the smallest deadlock, by chance.

    gilvm examples/12-logging-and-signals/handler_deadlock.py               reports it, exit code 3
    gilvm --deadlock=wait examples/12-logging-and-signals/handler_deadlock.py      hangs as CPython does (Ctrl-C)

Row 24. Handlers run in the main thread, between two of its instructions. If one of them logs while the main
thread is writing a line, and the lock of the log is an ordinary Lock, the handler waits for the code that it
interrupts, and that waits for the handler. `python3` hangs here. The cure is in handler_rlock.py.
"""
import signal
import threading


class Log:
    def __init__(self, lock):
        self.lock = lock
        self.lines = []

    def write(self, text, during=None):
        with self.lock:
            if during:
                during()               # the signal comes while the line is being written
            self.lines.append(text)


log = Log(threading.Lock())


def handler(number, frame):
    print('信号', signal.Signals(number).name, flush=True)
    log.write('from the handler')


signal.signal(signal.SIGUSR1, handler)
log.write('from the program', during=lambda: signal.raise_signal(signal.SIGUSR1))
print('never', log.lines)
