"""Locks between processes, each built on a semaphore in shared memory."""

import threading
from os import getpid
from threading import get_ident
from time import monotonic

import _multiprocessing

from . import context, process
from .heap import Block

__all__ = ['Lock', 'RLock', 'Semaphore', 'BoundedSemaphore', 'Condition', 'Event', 'Barrier']

SEM_VALUE_MAX = _multiprocessing.SEM_VALUE_MAX


class SemLock:
    """A semaphore that remembers, in each process, which thread took it last and how often."""

    _recursive = False

    def __init__(self, value, maxvalue):
        self._block = Block(_multiprocessing.SEM_SIZE)
        self._maxvalue = maxvalue
        self._block.arena.sem_init(self._block.offset, value)
        self._set_up()

    def _set_up(self):
        self._arena, self._offset = self._block.arena, self._block.offset
        self._count, self._owner = 0, None

    def __getstate__(self):
        context.assert_spawning(self)
        return self._block, self._maxvalue

    def __setstate__(self, state):
        self._block, self._maxvalue = state
        self._set_up()

    def _is_mine(self):
        return self._count > 0 and self._owner == (getpid(), get_ident())

    def _get_value(self):
        return self._arena.sem_value(self._offset)

    def _is_zero(self):
        return self._get_value() == 0

    def acquire(self, block=True, timeout=None):
        """Take it, waiting if need be; whether it was taken."""
        if self._recursive and self._is_mine():
            self._count += 1
            return True
        if not block:
            timeout = 0
        elif timeout is not None and timeout < 0:
            timeout = 0
        if not self._arena.sem_wait(self._offset, timeout):
            return False
        self._count += 1
        self._owner = (getpid(), get_ident())
        return True

    def release(self):
        """Give it back."""
        if self._recursive:
            if not self._is_mine():
                raise AssertionError('attempt to release recursive lock not owned by thread')
            if self._count > 1:
                self._count -= 1
                return
        elif self._maxvalue != SEM_VALUE_MAX and self._get_value() >= self._maxvalue:
            raise ValueError('semaphore or lock released too many times')
        self._count -= 1
        self._arena.sem_post(self._offset)

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *args):
        return self.release()

    def _who(self):
        """Who has it, for repr()."""
        if self._is_mine():
            name = process.current_process().name
            if threading.current_thread().name != 'MainThread':
                name += '|' + threading.current_thread().name
            return name
        if self._get_value() == 1:
            return 'None'
        return 'SomeOtherThread' if self._count > 0 else 'SomeOtherProcess'


class Semaphore(SemLock):
    def __init__(self, value=1, *, ctx=None):
        SemLock.__init__(self, value, SEM_VALUE_MAX)

    def get_value(self):
        return self._get_value()

    def __repr__(self):
        return f'<{self.__class__.__name__}(value={self._get_value()})>'


class BoundedSemaphore(Semaphore):
    def __init__(self, value=1, *, ctx=None):
        SemLock.__init__(self, value, value)

    def __repr__(self):
        return f'<{self.__class__.__name__}(value={self._get_value()}, maxvalue={self._maxvalue})>'


class Lock(SemLock):
    def __init__(self, *, ctx=None):
        SemLock.__init__(self, 1, 1)

    def __repr__(self):
        return f'<{self.__class__.__name__}(owner={self._who()})>'


class RLock(SemLock):
    _recursive = True

    def __init__(self, *, ctx=None):
        SemLock.__init__(self, 1, 1)

    def __repr__(self):
        who = self._who()
        count = self._count if self._is_mine() else 0 if who == 'None' else 'nonzero'
        return f'<{self.__class__.__name__}({who}, {count})>'


class Condition:
    """A lock, and three semaphores: who sleeps, who has woken, and what they wait for."""

    def __init__(self, lock=None, *, ctx=None):
        self._lock = lock or RLock()
        self._sleeping_count = Semaphore(0)
        self._woken_count = Semaphore(0)
        self._wait_semaphore = Semaphore(0)
        self._set_up()

    def _set_up(self):
        self.acquire = self._lock.acquire
        self.release = self._lock.release

    def __getstate__(self):
        context.assert_spawning(self)
        return self._lock, self._sleeping_count, self._woken_count, self._wait_semaphore

    def __setstate__(self, state):
        self._lock, self._sleeping_count, self._woken_count, self._wait_semaphore = state
        self._set_up()

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *args):
        return self._lock.__exit__(*args)

    def __repr__(self):
        try:
            waiters = self._sleeping_count._get_value() - self._woken_count._get_value()
        except Exception:
            waiters = 'unknown'
        return f'<{self.__class__.__name__}({self._lock}, {waiters})>'

    def wait(self, timeout=None):
        """Let the lock go until notified, or for that time."""
        assert self._lock._is_mine(), 'must acquire() condition before using wait()'
        self._sleeping_count.release()
        count = self._lock._count
        for _ in range(count):
            self._lock.release()
        try:
            return self._wait_semaphore.acquire(True, timeout)
        finally:
            self._woken_count.release()
            for _ in range(count):
                self._lock.acquire()

    def notify(self, n=1):
        """Wake n of those who wait."""
        assert self._lock._is_mine(), 'lock is not owned'
        assert not self._wait_semaphore.acquire(False), 'notify: Should not have been able to acquire ' \
            + '_wait_semaphore'
        # Those who woke because their time was up sleep no more.
        while self._woken_count.acquire(False):
            self._sleeping_count.acquire(False)
        sleepers = 0
        while sleepers < n and self._sleeping_count.acquire(False):
            self._wait_semaphore.release()
            sleepers += 1
        if sleepers:
            for _ in range(sleepers):
                self._woken_count.acquire()
            while self._wait_semaphore.acquire(False):
                pass                     # meant for those whose time was up

    def notify_all(self):
        self.notify(n=1 << 30)

    def wait_for(self, predicate, timeout=None):
        """Wait until predicate() is true; its last answer."""
        result = predicate()
        if result:
            return result
        endtime = monotonic() + timeout if timeout is not None else None
        while not result:
            waittime = None
            if endtime is not None:
                waittime = endtime - monotonic()
                if waittime <= 0:
                    break
            self.wait(waittime)
            result = predicate()
        return result


class Event:
    def __init__(self, *, ctx=None):
        self._cond = Condition(Lock())
        self._flag = Semaphore(0)

    def is_set(self):
        with self._cond:
            if self._flag.acquire(False):
                self._flag.release()
                return True
            return False

    def set(self):
        with self._cond:
            self._flag.acquire(False)
            self._flag.release()
            self._cond.notify_all()

    def clear(self):
        with self._cond:
            self._flag.acquire(False)

    def wait(self, timeout=None):
        with self._cond:
            if self._flag.acquire(False):
                self._flag.release()
            else:
                self._cond.wait(timeout)
            if self._flag.acquire(False):
                self._flag.release()
                return True
            return False

    def __repr__(self):
        return f"<{type(self).__qualname__} at {id(self):#x} {'set' if self.is_set() else 'unset'}>"


class Barrier(threading.Barrier):
    """threading's, with its state and its count in shared memory."""

    def __init__(self, parties, action=None, timeout=None, *, ctx=None):
        self._block = Block(16)
        self.__setstate__((parties, action, timeout, Condition(), self._block))
        self._state = 0
        self._count = 0

    def __setstate__(self, state):
        self._parties, self._action, self._timeout, self._cond, self._block = state

    def __getstate__(self):
        return self._parties, self._action, self._timeout, self._cond, self._block

    def _get(self, at):
        return int.from_bytes(self._block.arena.read(self._block.offset + at, 8), 'little', signed=True)

    def _put(self, at, value):
        self._block.arena.write(self._block.offset + at, value.to_bytes(8, 'little', signed=True))

    _state = property(lambda self: self._get(0), lambda self, value: self._put(0, value))
    _count = property(lambda self: self._get(8), lambda self, value: self._put(8, value))
