"""The same handler with an RLock: its own thread may take it again, so nothing hangs.

    gilvm examples/12-logging-and-signals/handler_rlock.py

Row 24. The lock lets the handler in, but it does not keep the two apart: the handler's line comes in the
middle of the other one. `logging` has such locks, so a handler may log; what its message breaks into
is one line that was just being written. A handler that only sets a flag has none of these troubles.
"""
import io
import logging
import signal
import threading


class Log:
    def __init__(self, lock):
        self.lock = lock
        self.lines = []

    def write(self, text, during=None):
        with self.lock:
            if during:
                during()
            self.lines.append(text)


log = Log(threading.RLock())


def handler(number, frame):
    print('信号', signal.Signals(number).name)
    log.write('from the handler')


signal.signal(signal.SIGUSR1, handler)
log.write('from the program', during=lambda: signal.raise_signal(signal.SIGUSR1))
print(log.lines)


# The same with `logging` itself: the signal comes inside emit(), under the handler's lock.
class Interrupted(logging.StreamHandler):
    def emit(self, record):
        if record.name == 'program':
            signal.raise_signal(signal.SIGUSR2)
        super().emit(record)


stream = io.StringIO()
logging.basicConfig(handlers=[Interrupted(stream)], format='%(name)s: %(message)s', level=logging.INFO)
signal.signal(signal.SIGUSR2, lambda number, frame: logging.getLogger('handler').info('信号'))
logging.getLogger('program').info('一行')
print(stream.getvalue().splitlines())

# Without trouble: the handler leaves a word, the program reads it when it likes.
asked = threading.Event()
signal.signal(signal.SIGUSR1, lambda number, frame: asked.set())
signal.raise_signal(signal.SIGUSR1)
print('asked:', asked.is_set())
