"""Tracebacks of all threads: when something hangs, when a signal comes, before a fault ends the process.

What is written comes from _faulthandler, which needs nothing of the interpreter for it. register() and
dump_traceback_later() go through the interpreter's own ways, a signal handler and a thread: where these have
no turn, because the lock is never let go, they do not write.
"""

import operator
import os
import signal
import sys
import threading
import _faulthandler
import _thread
from _faulthandler import disable, is_enabled

__all__ = ['dump_traceback', 'dump_traceback_later', 'cancel_dump_traceback_later', 'enable', 'disable',
           'is_enabled', 'register', 'unregister']

_FAULTS = (signal.SIGBUS, signal.SIGILL, signal.SIGFPE, signal.SIGABRT, signal.SIGSEGV)
_later = None                  # the event that ends the thread of dump_traceback_later()
_registered = {}               # signal -> its handler before


def _fd_of(file):
    if file is None:
        try:
            file = sys.stderr
        except AttributeError:
            raise RuntimeError('unable to get sys.stderr') from None
        if file is None:
            raise RuntimeError('sys.stderr is None')
    if isinstance(file, int):
        if file < 0:
            raise ValueError('file is not a valid file descripter')
        return file
    fd = file.fileno()
    if not isinstance(fd, int) or fd < 0:
        raise RuntimeError('file.fileno() is not a valid file descriptor')
    try:
        file.flush()
    except Exception:
        pass
    return fd


def enable(file=None, all_threads=True):
    """Before a fault ends the process (SIGSEGV, SIGFPE, SIGABRT, SIGBUS, SIGILL), write where all threads are."""
    _faulthandler.enable(_fd_of(file), operator.index(all_threads) != 0)


def dump_traceback(file=None, all_threads=True):
    """Write where all threads are, or only this one."""
    _faulthandler.dump(_fd_of(file), operator.index(all_threads) != 0, 1)


def dump_traceback_later(timeout, repeat=False, file=None, exit=False):
    """Write that after `timeout` seconds, unless cancelled; and end the program then, if `exit` is true."""
    global _later
    seconds, text = _faulthandler.duration(timeout)
    fd = _fd_of(file)
    cancel_dump_traceback_later()
    _later = done = threading.Event()

    def watch():
        while not done.wait(seconds):
            os.write(fd, f'Timeout ({text})!\n'.encode())
            _faulthandler.dump(fd, True, -1)      # without this thread
            if exit:
                os._exit(1)
            if not repeat:
                return

    _thread.start_new_thread(watch, ())


def cancel_dump_traceback_later():
    """Do not write it."""
    global _later
    if _later is not None:
        _later.set()
        _later = None


def _check(signum):
    signum = operator.index(signum)
    if signum in _FAULTS:
        raise RuntimeError(f'signal {signum} cannot be registered, use enable() instead')
    if not 0 < signum < signal.NSIG:
        raise ValueError('signal number out of range')
    return signum


def register(signum, file=None, all_threads=True, chain=False):
    """Write that when a signal comes."""
    signum = _check(signum)
    fd = _fd_of(file)
    all_threads = operator.index(all_threads) != 0

    def handler(number, frame):
        _faulthandler.dump(fd, all_threads, 1)
        if chain and callable(before):
            before(number, frame)
        elif chain and before == signal.SIG_DFL:
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
            signal.signal(number, handler)

    before = signal.signal(signum, handler)
    _registered.setdefault(signum, before)


def unregister(signum):
    """Do what was done before."""
    signum = _check(signum)
    if signum not in _registered:
        return False
    signal.signal(signum, _registered.pop(signum))
    return True
