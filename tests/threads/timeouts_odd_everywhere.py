"""Time-outs that are no times, negative, too large, of another type: what each call that takes one says."""
import select
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import Future, as_completed, wait

a, b = socket.socketpair()
ended = subprocess.Popen([sys.executable, '-c', ''])
ended.wait()
result = Future()
result.set_result('result')
done = threading.Thread(target=int)
done.start()
done.join()


def with_selector(cls):
    def call(timeout):
        with cls() as s:
            s.register(b, selectors.EVENT_WRITE)
            return len(s.select(timeout))
    return call


def poll(timeout):
    p = select.poll()
    p.register(b, select.POLLOUT)
    return len(p.poll(timeout))


def epoll(timeout):
    with select.epoll() as p:
        p.register(b, select.EPOLLOUT)
        return len(p.poll(timeout))


def set_timeout(timeout):
    a.settimeout(timeout)
    return a.gettimeout()


def set_default(timeout):
    try:
        socket.setdefaulttimeout(timeout)
        return socket.getdefaulttimeout()
    finally:
        socket.setdefaulttimeout(None)


def set_timer(timeout):
    signal.setitimer(signal.ITIMER_REAL, timeout)
    return signal.setitimer(signal.ITIMER_REAL, 0)[0] > 0


def sigtimedwait(timeout):
    return signal.sigtimedwait([signal.SIGUSR2], timeout)


calls = {
    'select': lambda timeout: len(select.select([], [b], [], timeout)[1]), 'poll': poll, 'epoll': epoll,
    'DefaultSelector': with_selector(selectors.DefaultSelector),
    'SelectSelector': with_selector(selectors.SelectSelector), 'PollSelector': with_selector(selectors.PollSelector),
    'settimeout': set_timeout, 'setdefaulttimeout': set_default, 'setitimer': set_timer, 'Popen.wait': ended.wait,
    'result': result.result, 'wait': lambda timeout: len(wait([result], timeout)[0]),
    'as_completed': lambda timeout: len(list(as_completed([result], timeout))), 'join': done.join,
    'Barrier': lambda timeout: threading.Barrier(1).wait(timeout),
    'Semaphore': lambda timeout: threading.Semaphore(1).acquire(True, timeout),
}
short = {'sigtimedwait': sigtimedwait, 'sleep': time.sleep}
NAN, INF = float('nan'), float('inf')
for name, call in (calls | short).items():
    for timeout in (0, -1, -0.0, -1e-9, -1e300, 1e300, 9e9, 9.3e9, INF, -INF, NAN, None, '1', 1 << 62, 1 << 1100, True):
        if timeout in (0, -1e-9) and call is set_timer or name in short and timeout in (None, 9e9, True):
            continue
        try:
            answer = call(timeout)
        except Exception as e:
            answer = f'{type(e).__name__}: {e}'
        print(name, str(timeout)[:20], '->', answer)
