# sigwait and its like take a signal that no thread lets through, in the thread that asks; threads inherit the mask.
import os
import signal
import threading

both = {signal.SIGUSR1, signal.SIGUSR2}
signal.pthread_sigmask(signal.SIG_BLOCK, both)

os.kill(os.getpid(), signal.SIGUSR1)
print(repr(signal.sigwait(both)))

got = []


def waits():
    got.append(signal.sigwait([signal.SIGUSR2]))
    got.append(signal.pthread_sigmask(signal.SIG_BLOCK, []) == both)


t = threading.Thread(target=waits)
t.start()
os.kill(os.getpid(), signal.SIGUSR2)
t.join()
print(got)

os.kill(os.getpid(), signal.SIGUSR1)
info = signal.sigwaitinfo(both)
print(info.si_signo == signal.SIGUSR1, info.si_errno, info.si_pid == os.getpid(), info.si_uid == os.getuid(), len(info))
print(type(info).__name__, repr(info).startswith('signal.struct_siginfo(si_signo=10, si_code=0, si_errno=0, si_pid='))

print(signal.sigtimedwait(both, 0), signal.sigtimedwait(both, 0.01), signal.sigtimedwait([], 0))
os.kill(os.getpid(), signal.SIGUSR2)
print(signal.sigtimedwait(both, 10).si_signo, signal.sigpending())

# A handler of another signal runs meanwhile, and the wait goes on.
signal.signal(signal.SIGALRM, lambda number, frame: (print('alarm'), os.kill(os.getpid(), signal.SIGUSR1)))
signal.setitimer(signal.ITIMER_REAL, 0.01)
print(signal.sigwaitinfo(both).si_signo)

for call in (lambda: signal.sigtimedwait(both, -1), lambda: signal.sigtimedwait(both, 'x'),
             lambda: signal.sigtimedwait(both, None), lambda: signal.sigtimedwait(both, float('nan')),
             lambda: signal.sigwait([1000]), lambda: signal.sigwait(5), lambda: signal.sigwaitinfo([0])):
    try:
        print(call())
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
