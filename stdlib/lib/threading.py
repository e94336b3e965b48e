"""Threads, and the ways in which they wait for each other.

Lock and RLock are native, and so is the work of Condition.wait() and notify().  Everything else is built
on locks: a Condition is a lock plus a queue of waiters, each waiting for a lock of its own, and Event, Semaphore and Barrier are a Condition plus a number.

A Thread's life: start() puts it into `_limbo` and asks `_thread` for a new thread; that thread moves
it from `_limbo` to `_active`, opens the gate that start() waits at, and runs run().  Its end is told
by `_tstate_lock`: the VM releases that lock when the thread is really gone, and join() waits for it.
At the end of the program the VM calls _shutdown(), which waits for all threads that are not daemons.
"""

import sys as _sys
import _thread
from _collections import deque as _deque
from _thread import (allocate_lock as _allocate_lock, get_ident, get_native_id, stack_size, TIMEOUT_MAX,
                     _excepthook as excepthook, _ExceptHookArgs as ExceptHookArgs, _wait, _notify)
from time import monotonic as _time

__all__ = ['get_ident', 'active_count', 'Condition', 'current_thread', 'enumerate', 'main_thread', 'TIMEOUT_MAX',
           'Event', 'Lock', 'RLock', 'Semaphore', 'BoundedSemaphore', 'Thread', 'Barrier', 'BrokenBarrierError',
           'Timer', 'ThreadError', 'setprofile', 'settrace', 'local', 'stack_size', 'excepthook',
           'ExceptHookArgs', 'getprofile', 'gettrace', 'get_native_id']

ThreadError = _thread.error
Lock = _allocate_lock
local = _thread._local

_profile_hook = None
_trace_hook = None


def setprofile(func):
    """Set the function that every thread started from now on gives to sys.setprofile()."""
    global _profile_hook
    _profile_hook = func


def getprofile():
    """The function that setprofile() set."""
    return _profile_hook


def settrace(func):
    """Set the function that every thread started from now on gives to sys.settrace()."""
    global _trace_hook
    _trace_hook = func


def gettrace():
    """The function that settrace() set."""
    return _trace_hook


def _deprecated(old, new):
    import warnings
    warnings.warn(f'{old}() is deprecated, {new} instead', DeprecationWarning, stacklevel=3)


def RLock(*args, **kwargs):
    """A lock that its owner may acquire again; it is free after as many releases."""
    return _thread.RLock(*args, **kwargs)


# Condition and what is built on it

class Condition:
    """A lock, and a queue of threads that wait until others say that something has changed."""

    def __init__(self, lock=None):
        if lock is None:
            lock = RLock()
        self._lock = lock
        self.acquire = lock.acquire
        self.release = lock.release
        # An RLock has its own ways to let go however often it was acquired, and to get that back.
        if hasattr(lock, '_release_save'):
            self._release_save = lock._release_save
        if hasattr(lock, '_acquire_restore'):
            self._acquire_restore = lock._acquire_restore
        if hasattr(lock, '_is_owned'):
            self._is_owned = lock._is_owned
        self._waiters = _deque()

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *args):
        return self._lock.__exit__(*args)

    def __repr__(self):
        return f'<Condition({self._lock}, {len(self._waiters)})>'

    def _release_save(self):
        self._lock.release()

    def _acquire_restore(self, state):
        self._lock.acquire()

    def _is_owned(self):
        # A plain lock does not know its owner: being locked has to do.
        if self._lock.acquire(False):
            self._lock.release()
            return False
        return True

    def wait(self, timeout=None):
        """Let go of the lock, wait to be notified, take the lock again.

        Returns False if `timeout` seconds passed without a notification.
        """
        return _wait(self, timeout)

    def wait_for(self, predicate, timeout=None):
        """Wait until predicate() is true; returns what it returned last."""
        endtime = None
        waittime = timeout
        result = predicate()
        while not result:
            if waittime is not None:
                if endtime is None:
                    endtime = _time() + waittime
                else:
                    waittime = endtime - _time()
                    if waittime <= 0:
                        break
            self.wait(waittime)
            result = predicate()
        return result

    def notify(self, n=1):
        """Wake up to `n` waiting threads, those that have waited longest."""
        _notify(self, n)

    def notify_all(self):
        """Wake up all waiting threads."""
        self.notify(len(self._waiters))

    def notifyAll(self):
        """Old name of notify_all()."""
        _deprecated('notifyAll', 'use notify_all()')
        self.notify_all()


class Semaphore:
    """A counter that acquire() counts down, waiting while it is 0, and release() counts up."""

    def __init__(self, value=1):
        if value < 0:
            raise ValueError('semaphore initial value must be >= 0')
        self._cond = Condition(Lock())
        self._value = value

    def __repr__(self):
        cls = self.__class__
        return f'<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: value={self._value}>'

    def acquire(self, blocking=True, timeout=None):
        """Count down; returns False if that would have to wait (longer than the timeout)."""
        if not blocking and timeout is not None:
            raise ValueError("can't specify timeout for non-blocking acquire")
        endtime = None
        with self._cond:
            while self._value == 0:
                if not blocking:
                    return False
                if timeout is not None:
                    if endtime is None:
                        endtime = _time() + timeout
                    else:
                        timeout = endtime - _time()
                        if timeout <= 0:
                            return False
                self._cond.wait(timeout)
            self._value -= 1
            return True

    __enter__ = acquire

    def release(self, n=1):
        """Count up by n, and wake as many waiting threads."""
        if n < 1:
            raise ValueError('n must be one or more')
        with self._cond:
            self._value += n
            for _ in range(n):
                self._cond.notify()

    def __exit__(self, t, v, tb):
        self.release()


class BoundedSemaphore(Semaphore):
    """A Semaphore that refuses to be released more often than it was acquired."""

    def __init__(self, value=1):
        super().__init__(value)
        self._initial_value = value

    def __repr__(self):
        cls = self.__class__
        return (f'<{cls.__module__}.{cls.__qualname__} at {id(self):#x}:'
                f' value={self._value}/{self._initial_value}>')

    def release(self, n=1):
        """Count up by n, and wake as many waiting threads."""
        if n < 1:
            raise ValueError('n must be one or more')
        with self._cond:
            if self._value + n > self._initial_value:
                raise ValueError('Semaphore released too many times')
            self._value += n
            for _ in range(n):
                self._cond.notify()


class Event:
    """A flag that threads can wait for."""

    def __init__(self):
        self._cond = Condition(Lock())
        self._flag = False

    def __repr__(self):
        cls = self.__class__
        status = 'set' if self._flag else 'unset'
        return f'<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: {status}>'

    def is_set(self):
        """Whether the flag is set."""
        return self._flag

    def isSet(self):
        """Old name of is_set()."""
        _deprecated('isSet', 'use is_set()')
        return self.is_set()

    def set(self):
        """Set the flag and wake all who wait for it."""
        with self._cond:
            self._flag = True
            self._cond.notify_all()

    def clear(self):
        """Reset the flag."""
        with self._cond:
            self._flag = False

    def wait(self, timeout=None):
        """Wait until the flag is set; returns False if that took longer than `timeout` seconds."""
        with self._cond:
            signaled = self._flag
            if not signaled:
                signaled = self._cond.wait(timeout)
            return signaled


class BrokenBarrierError(RuntimeError):
    """Raised by a Barrier that was aborted, reset, or waited for too long."""


class Barrier:
    """Lets a fixed number of threads go on together, as often as they come.

    `_state` is 0 while the barrier fills, 1 while it drains (newcomers wait for the next round),
    -1 while it is being reset and -2 when it is broken.
    """

    def __init__(self, parties, action=None, timeout=None):
        self._cond = Condition(Lock())
        self._action = action
        self._timeout = timeout
        self._parties = parties
        self._state = 0
        self._count = 0

    def __repr__(self):
        cls = self.__class__
        if self.broken:
            return f'<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: broken>'
        return (f'<{cls.__module__}.{cls.__qualname__} at {id(self):#x}:'
                f' waiters={self.n_waiting}/{self.parties}>')

    def wait(self, timeout=None):
        """Wait for the others; returns a different number from 0 to parties - 1 in each thread."""
        if timeout is None:
            timeout = self._timeout
        with self._cond:
            self._enter()
            index = self._count
            self._count += 1
            try:
                if index + 1 == self._parties:
                    self._release()
                else:
                    self._wait(timeout)
                return index
            finally:
                self._count -= 1
                self._exit()

    def _enter(self):
        while self._state in (-1, 1):
            self._cond.wait()
        if self._state < 0:
            raise BrokenBarrierError

    def _release(self):
        """The last to arrive lets all go."""
        try:
            if self._action:
                self._action()
            self._state = 1
            self._cond.notify_all()
        except:
            self._break()
            raise

    def _wait(self, timeout):
        if not self._cond.wait_for(lambda: self._state != 0, timeout):
            self._break()
            raise BrokenBarrierError
        if self._state < 0:
            raise BrokenBarrierError
        assert self._state == 1

    def _exit(self):
        """The last to leave lets newcomers in."""
        if self._count == 0 and self._state in (-1, 1):
            self._state = 0
            self._cond.notify_all()

    def reset(self):
        """Make the barrier as new; who waits at it gets a BrokenBarrierError."""
        with self._cond:
            if self._count > 0:
                if self._state in (0, -2):
                    self._state = -1
            else:
                self._state = 0
            self._cond.notify_all()

    def abort(self):
        """Break the barrier, for good or until it is reset."""
        with self._cond:
            self._break()

    def _break(self):
        self._state = -2
        self._cond.notify_all()

    @property
    def parties(self):
        """How many threads it takes."""
        return self._parties

    @property
    def n_waiting(self):
        """How many threads are waiting."""
        return self._count if self._state == 0 else 0

    @property
    def broken(self):
        """Whether the barrier is broken."""
        return self._state == -2


# Threads

_counter = 0
_active_limbo_lock = RLock()       # guards _counter, and the moment in which a thread is in both of the next two
_active = {}                       # ident -> Thread, of threads that run
_limbo = {}                        # Thread -> Thread, of those that start() has not seen running yet
_shutdown_locks = set()            # the _tstate_locks of threads that are no daemons


def _newname(name_template='Thread-{}'):
    global _counter
    with _active_limbo_lock:
        _counter += 1
        return name_template.format(_counter)


class Thread:
    """A thread: give it a function to run, or override run()."""

    _initialized = False

    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None):
        assert group is None, 'group argument must be None for now'
        if name:
            name = str(name)
        else:
            name = _newname()
            if target is not None:
                try:
                    name += f' ({target.__name__})'
                except AttributeError:
                    pass
        self._target = target
        self._name = name
        self._args = args
        self._kwargs = {} if kwargs is None else kwargs
        self._daemonic = current_thread().daemon if daemon is None else daemon
        self._ident = None
        self._native_id = None
        self._tstate_lock = None
        self._started = False
        self._is_stopped = False
        self._initialized = True
        if excepthook is None:
            raise RuntimeError('threading.excepthook is None')
        self._excepthook = excepthook    # should there be none when the thread fails
        self._stderr = _sys.stderr       # the same

    def __repr__(self):
        assert self._initialized, 'Thread.__init__() was not called'
        status = 'initial'
        if self._started:
            status = 'started'
        self.is_alive()                  # finds out whether it has stopped
        if self._is_stopped:
            status = 'stopped'
        if self._daemonic:
            status += ' daemon'
        if self._ident is not None:
            status += f' {self._ident}'
        return f'<{self.__class__.__name__}({self._name}, {status})>'

    def start(self):
        """Let the thread run; returns when it does."""
        if not self._initialized:
            raise RuntimeError('thread.__init__() not called')
        if self._started or self in _limbo:
            raise RuntimeError('threads can only be started once')
        gate = self._gate = _allocate_lock()
        gate.acquire()
        _limbo[self] = self
        try:
            _thread.start_new_thread(self._bootstrap, ())
        except Exception:
            del _limbo[self]
            raise
        gate.acquire()                   # until the thread has opened it

    def run(self):
        """What the thread does: call the target, unless a subclass overrides this."""
        try:
            if self._target is not None:
                self._target(*self._args, **self._kwargs)
        finally:
            # The arguments may hold a reference to this thread.
            del self._target, self._args, self._kwargs

    def _bootstrap(self):
        self._ident = ident = get_ident()
        self._native_id = get_native_id()
        self._set_tstate_lock()
        with _active_limbo_lock:
            _active[ident] = self
            del _limbo[self]
        self._started = True
        self._gate.release()
        del self._gate
        self._bootstrap_inner()

    def _bootstrap_inner(self):
        try:
            if _trace_hook:
                _sys.settrace(_trace_hook)
            if _profile_hook:
                _sys.setprofile(_profile_hook)
            try:
                self.run()
            except:
                _invoke_excepthook(self)
        finally:
            self._delete()

    def _set_tstate_lock(self):
        """Take the lock that the VM releases when this thread, which is the current one, has ended."""
        lock = self._tstate_lock = _thread._set_sentinel()
        lock.acquire()
        if not self._daemonic:
            _shutdown_locks.add(lock)

    def _stop(self):
        """Note that the thread has ended."""
        lock, self._tstate_lock = self._tstate_lock, None
        self._is_stopped = True
        if lock is not None and not self._daemonic:
            _shutdown_locks.discard(lock)

    def _delete(self):
        _active.pop(get_ident(), None)

    def join(self, timeout=None):
        """Wait until the thread ends, or for `timeout` seconds."""
        if not self._initialized:
            raise RuntimeError('Thread.__init__() not called')
        if not self._started:
            raise RuntimeError('cannot join thread before it is started')
        if self is current_thread():
            raise RuntimeError('cannot join current thread')
        if timeout is None:
            self._wait_for_tstate_lock()
        else:
            self._wait_for_tstate_lock(timeout=max(timeout, 0))

    def _wait_for_tstate_lock(self, block=True, timeout=-1):
        lock = self._tstate_lock
        if lock is None:
            return
        try:
            if lock.acquire(block, timeout):
                lock.release()
                self._stop()
        except:
            if lock.locked():
                raise
            # An exception (Ctrl-C) came between the acquire and the release.
            lock.release()
            self._stop()
            raise

    @property
    def name(self):
        """A string for people to read; several threads may have the same."""
        assert self._initialized, 'Thread.__init__() not called'
        return self._name

    @name.setter
    def name(self, name):
        assert self._initialized, 'Thread.__init__() not called'
        self._name = str(name)

    @property
    def ident(self):
        """The thread's number, or None if it was not started."""
        assert self._initialized, 'Thread.__init__() not called'
        return self._ident

    @property
    def native_id(self):
        """The number that the operating system gave the thread, or None if it was not started."""
        assert self._initialized, 'Thread.__init__() not called'
        return self._native_id

    def is_alive(self):
        """Whether the thread has started and not ended."""
        assert self._initialized, 'Thread.__init__() not called'
        if self._is_stopped or not self._started:
            return False
        self._wait_for_tstate_lock(False)
        return not self._is_stopped

    @property
    def daemon(self):
        """Whether the program may end without waiting for this thread."""
        assert self._initialized, 'Thread.__init__() not called'
        return self._daemonic

    @daemon.setter
    def daemon(self, daemonic):
        if not self._initialized:
            raise RuntimeError('Thread.__init__() not called')
        if self._started:
            raise RuntimeError('cannot set daemon status of active thread')
        self._daemonic = daemonic

    # Old names

    def isAlive(self):
        return self.is_alive()

    def isDaemon(self):
        _deprecated('isDaemon', 'get the daemon attribute')
        return self.daemon

    def setDaemon(self, daemonic):
        _deprecated('setDaemon', 'set the daemon attribute')
        self.daemon = daemonic

    def getName(self):
        _deprecated('getName', 'get the name attribute')
        return self.name

    def setName(self, name):
        _deprecated('setName', 'set the name attribute')
        self.name = name


# Exceptions that end a thread

__excepthook__ = excepthook


def _invoke_excepthook(thread):
    """Give the exception being handled to excepthook(); if that fails, its failure to sys.excepthook()."""
    try:
        hook = excepthook or thread._excepthook
        hook(ExceptHookArgs([*_sys.exc_info(), thread]))
    except Exception as exc:
        exc.__suppress_context__ = True
        print('Exception in threading.excepthook:', file=_sys.stderr, flush=True)
        _sys.excepthook(*_sys.exc_info())


# Other kinds of thread

class Timer(Thread):
    """Calls a function after `interval` seconds, unless cancelled before."""

    def __init__(self, interval, function, args=None, kwargs=None):
        super().__init__()
        self.interval = interval
        self.function = function
        self.args = args if args is not None else []
        self.kwargs = kwargs if kwargs is not None else {}
        self.finished = Event()

    def cancel(self):
        """Stop the timer if it has not fired yet."""
        self.finished.set()

    def run(self):
        self.finished.wait(self.interval)
        if not self.finished.is_set():
            self.function(*self.args, **self.kwargs)
        self.finished.set()


class _MainThread(Thread):
    """The thread that the program began with."""

    def __init__(self):
        super().__init__(name='MainThread', daemon=False)
        self._ident = get_ident()
        self._native_id = get_native_id()
        self._set_tstate_lock()
        self._started = True
        _active[self._ident] = self


class _DummyThread(Thread):
    """Stands for a thread that was not started by this module; it cannot be joined."""

    def __init__(self):
        super().__init__(name=_newname('Dummy-{}'), daemon=True)
        self._ident = get_ident()
        self._native_id = get_native_id()
        self._started = True
        _active[self._ident] = self

    def _stop(self):
        pass

    def is_alive(self):
        assert not self._is_stopped and self._started
        return True

    def join(self, timeout=None):
        assert False, 'cannot join a dummy thread'


# Questions about all threads

def current_thread():
    """The Thread of the caller."""
    try:
        return _active[get_ident()]
    except KeyError:
        return _DummyThread()


def active_count():
    """How many threads are alive."""
    with _active_limbo_lock:
        return len(_active) + len(_limbo)


def enumerate():
    """A list of all Threads that are alive."""
    with _active_limbo_lock:
        return list(_active.values()) + list(_limbo.values())


def main_thread():
    """The Thread that the program began with."""
    return _main_thread


def currentThread():
    """Old name of current_thread()."""
    _deprecated('currentThread', 'use current_thread()')
    return current_thread()


def activeCount():
    """Old name of active_count()."""
    _deprecated('activeCount', 'use active_count()')
    return active_count()


# The end of the program

_threading_atexits = []
_SHUTTING_DOWN = False


def _register_atexit(func, *arg, **kwargs):
    """Call a function before threads are waited for at exit, the last registered first."""
    if _SHUTTING_DOWN:
        raise RuntimeError("can't register atexit after shutdown")
    _threading_atexits.append(lambda: func(*arg, **kwargs))


def _shutdown():
    """Wait for all threads that are not daemons; the VM calls this when the main thread has ended."""
    global _SHUTTING_DOWN
    if _main_thread._is_stopped:
        return
    _SHUTTING_DOWN = True
    for call in reversed(_threading_atexits):
        call()
    lock = _main_thread._tstate_lock
    if lock is not None and get_ident() == _main_thread._ident:
        lock.release()                   # main counts as ended from here on
    _main_thread._stop()
    while _shutdown_locks:
        lock = _shutdown_locks.pop()
        lock.acquire()
        lock.release()


def _after_fork():
    """In the child of os.fork(): only the thread that called it is there, and it is the main thread now."""
    global _active_limbo_lock, _main_thread
    _active_limbo_lock = RLock()
    current = _active.get(get_ident())
    if current is None:
        current = _MainThread()
    for thread in list(_active.values()) + list(_limbo.values()):
        if thread is not current:
            thread._is_stopped = True
            thread._tstate_lock = None
    current._native_id = get_native_id()
    _main_thread = current
    _shutdown_locks.clear()
    _limbo.clear()
    _active.clear()
    _active[get_ident()] = current


_main_thread = _MainThread()
