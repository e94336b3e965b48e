# gilvm only: CPython hangs for ever
# A handler waits for the lock of the code that it interrupted; elsewhere an installed handler is hope, here it is not.
import signal
import threading

log = threading.Lock()


def handler(number, frame):
    with log:
        print('never')


signal.signal(signal.SIGUSR1, handler)
with log:
    signal.raise_signal(signal.SIGUSR1)
