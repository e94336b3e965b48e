# signal.set_wakeup_fd(): each signal leaves its number in a pipe; what cannot be written to is refused,
# and a pipe that is full is told about, unless that is to be expected.
import os
import signal
import sys


def refused(*args, **kwargs):
    try:
        print(signal.set_wakeup_fd(*args, **kwargs))
    except (OSError, TypeError, ValueError, OverflowError) as e:
        print(type(e).__name__, e)


def fill(fd):
    for size in (4096, 1):
        try:
            while os.write(fd, b'.' * size):
                pass
        except BlockingIOError:
            pass


r, w = os.pipe()
print('blocking' if os.get_blocking(w) else 'not blocking')
try:
    signal.set_wakeup_fd(w)
except ValueError as e:
    print(str(e).replace(str(w), 'W'))
os.set_blocking(w, False)
refused(100000)
refused(-2)
refused('3')
try:
    signal.set_wakeup_fd(-1, True)
except TypeError:
    print('by name alone')
refused(-1, warn_on_full_buffer=False)

signal.signal(signal.SIGUSR1, lambda number, frame: print('handler'))
print(signal.set_wakeup_fd(w))
signal.raise_signal(signal.SIGUSR1)
print(list(os.read(r, 10)) == [signal.SIGUSR1])

sys.unraisablehook = lambda args: print(args.exc_value, args.object)
fill(w)
signal.raise_signal(signal.SIGUSR1)
print('quiet now', signal.set_wakeup_fd(w, warn_on_full_buffer=False) == w)
signal.raise_signal(signal.SIGUSR1)
print(signal.set_wakeup_fd(-1) == w)
signal.raise_signal(signal.SIGUSR1)

for numbers in ([2 ** 100], [-2 ** 70], [65], ['2'], 2):
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
