"""A thread does not let a signal through until it unblocks it; then its handler runs at once."""
import signal

got = []
signal.signal(signal.SIGUSR1, lambda number, frame: got.append(number))
print(repr(signal.SIG_BLOCK), repr(signal.SIG_UNBLOCK), repr(signal.SIG_SETMASK))
print(signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1]))
signal.raise_signal(signal.SIGUSR1)
print(got, signal.sigpending())
print(signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGUSR1}), got, signal.sigpending())
print(signal.pthread_sigmask(signal.SIG_SETMASK, ()))
print(signal.siginterrupt(signal.SIGUSR1, False))
for call in (lambda: signal.pthread_sigmask(99, [1]), lambda: signal.pthread_sigmask(signal.SIG_BLOCK, [1000]),
             lambda: signal.pthread_sigmask(signal.SIG_BLOCK, 5), lambda: signal.siginterrupt(1000, True),
             lambda: signal.siginterrupt(signal.SIGKILL, True)):
    try:
        print(call())
    except (OSError, ValueError, TypeError) as e:
        print(type(e).__name__, e)
