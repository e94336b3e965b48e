# pthread_kill sends a signal to one thread; its handler runs in the main thread, and a thread that has it blocked keeps it.
import signal
import threading
import time

ran = []
signal.signal(signal.SIGUSR1, lambda number, frame: ran.append(threading.current_thread() is threading.main_thread()))
print(signal.pthread_kill(threading.get_ident(), signal.SIGUSR1), ran)

ready, done = threading.Event(), threading.Event()


def waits():
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
    ready.set()
    done.wait()
    ran.append(signal.sigpending() == {signal.SIGUSR2})
    print(signal.sigwait([signal.SIGUSR2]))


t = threading.Thread(target=waits)
t.start()
ready.wait()
signal.pthread_kill(t.ident, signal.SIGUSR1)
while len(ran) < 2:                     # CPython may not tell a main thread that runs
    time.sleep(0.001)
print(ran)
signal.pthread_kill(t.ident, signal.SIGUSR2)
print(signal.sigpending())
signal.pthread_kill(t.ident, 0)
done.set()
t.join()
print(ran)
for call in (lambda: signal.pthread_kill(threading.get_ident(), 1000), lambda: signal.pthread_kill('x', 1),
             lambda: signal.pthread_kill(threading.get_ident(), 'x')):
    try:
        print(call())
    except (OSError, TypeError) as e:
        print(type(e).__name__, e)
