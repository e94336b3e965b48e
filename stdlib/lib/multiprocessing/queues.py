"""Queues between processes.

A Queue is a pipe with a lock at each end; a semaphore counts the room.  put() only lays the object into a
buffer: a thread of the putting process, the feeder, pickles it and writes it to the pipe, so put() never
waits for who reads.
"""

import errno
import threading
import weakref
from _collections import deque
from queue import Empty, Full
from time import monotonic

from . import connection, context, util
from .reduction import ForkingPickler
from .synchronize import BoundedSemaphore, Condition, Lock, Semaphore, SEM_VALUE_MAX

__all__ = ['Queue', 'SimpleQueue', 'JoinableQueue']

_sentinel = object()


class Queue:
    def __init__(self, maxsize=0, *, ctx=None):
        if maxsize <= 0:
            maxsize = SEM_VALUE_MAX
        self._maxsize = maxsize
        self._reader, self._writer = connection.Pipe(duplex=False)
        self._rlock = Lock()
        self._wlock = Lock()
        self._sem = BoundedSemaphore(maxsize)
        self._ignore_epipe = False
        self._reset()

    def __getstate__(self):
        context.assert_spawning(self)
        return (self._ignore_epipe, self._maxsize, self._reader, self._writer, self._rlock, self._wlock, self._sem)

    def __setstate__(self, state):
        (self._ignore_epipe, self._maxsize, self._reader, self._writer, self._rlock, self._wlock, self._sem) = state
        self._reset()

    def _reset(self):
        self._notempty = threading.Condition(threading.Lock())
        self._buffer = deque()
        self._thread = None
        self._jointhread = None
        self._joincancelled = False
        self._closed = False
        self._close = None

    def _begin_put(self, block, timeout):
        if self._closed:
            raise ValueError(f'Queue {self!r} is closed')
        if not self._sem.acquire(block, timeout):
            raise Full

    def put(self, obj, block=True, timeout=None):
        """Put an object in, waiting for room."""
        self._begin_put(block, timeout)
        with self._notempty:
            self._add(obj)

    def _add(self, obj):
        if self._thread is None:
            self._start_thread()
        self._buffer.append(obj)
        self._notempty.notify()

    def get(self, block=True, timeout=None):
        """Take an object out, waiting for one."""
        if self._closed:
            raise ValueError(f'Queue {self!r} is closed')
        if block and timeout is None:
            with self._rlock:
                data = self._reader.recv_bytes()
            self._sem.release()
        else:
            deadline = monotonic() + timeout if block else None
            if not self._rlock.acquire(block, timeout):
                raise Empty
            try:
                if not self._reader.poll(deadline - monotonic() if block else 0):
                    raise Empty
                data = self._reader.recv_bytes()
                self._sem.release()
            finally:
                self._rlock.release()
        return ForkingPickler.loads(data)

    def qsize(self):
        return self._maxsize - self._sem._get_value()

    def empty(self):
        return not self._reader.poll()

    def full(self):
        return self._sem._is_zero()

    def get_nowait(self):
        return self.get(False)

    def put_nowait(self, obj):
        return self.put(obj, False)

    def close(self):
        """This process puts nothing more."""
        self._closed = True
        close = self._close
        if close:
            self._close = None
            close()

    def join_thread(self):
        """Wait until all is written."""
        assert self._closed, f'Queue {self!r} not closed'
        if self._jointhread:
            self._jointhread()

    def cancel_join_thread(self):
        """Do not wait for that at exit."""
        self._joincancelled = True
        if self._jointhread:
            self._jointhread.cancel()

    def _start_thread(self):
        self._buffer.clear()
        self._thread = threading.Thread(target=self._feed, name='QueueFeederThread', daemon=True,
                                        args=(self._buffer, self._notempty, self._wlock, self._reader.close,
                                              self._writer, self._ignore_epipe, self._sem, weakref.ref(self)))
        self._thread.start()
        if not self._joincancelled:
            self._jointhread = util.Finalize(self._thread, Queue._finalize_join, [weakref.ref(self._thread)],
                                             exitpriority=-5)
        self._close = util.Finalize(self, Queue._finalize_close, [self._buffer, self._notempty], exitpriority=10)

    @staticmethod
    def _finalize_join(twr):
        thread = twr()
        if thread is not None:
            thread.join()

    @staticmethod
    def _finalize_close(buffer, notempty):
        with notempty:
            buffer.append(_sentinel)
            notempty.notify()

    @staticmethod
    def _feed(buffer, notempty, wlock, reader_close, writer, ignore_epipe, sem, queue):
        while True:
            try:
                with notempty:
                    while not buffer:
                        notempty.wait()
                while buffer:
                    obj = buffer.popleft()
                    if obj is _sentinel:
                        reader_close()
                        writer.close()
                        return
                    data = ForkingPickler.dumps(obj)
                    with wlock:
                        writer.send_bytes(data)
            except Exception as e:
                if ignore_epipe and getattr(e, 'errno', 0) == errno.EPIPE:
                    return
                if util.is_exiting():
                    return
                sem.release()            # the object is lost: its place is free again
                owner = queue()
                (owner._on_queue_feeder_error if owner is not None else Queue._on_queue_feeder_error)(e, obj)

    @staticmethod
    def _on_queue_feeder_error(e, obj):
        import traceback
        traceback.print_exc()


class JoinableQueue(Queue):
    """A Queue that counts the work that is not finished."""

    def __init__(self, maxsize=0, *, ctx=None):
        Queue.__init__(self, maxsize)
        self._unfinished_tasks = Semaphore(0)
        self._cond = Condition()

    def __getstate__(self):
        return Queue.__getstate__(self), self._cond, self._unfinished_tasks

    def __setstate__(self, state):
        base, self._cond, self._unfinished_tasks = state
        Queue.__setstate__(self, base)

    def put(self, obj, block=True, timeout=None):
        self._begin_put(block, timeout)
        with self._notempty, self._cond:
            self._add(obj)
            self._unfinished_tasks.release()

    def task_done(self):
        """The work on one object is finished."""
        with self._cond:
            if not self._unfinished_tasks.acquire(False):
                raise ValueError('task_done() called too many times')
            if self._unfinished_tasks._is_zero():
                self._cond.notify_all()

    def join(self):
        """Wait until all work is finished."""
        with self._cond:
            if not self._unfinished_tasks._is_zero():
                self._cond.wait()


class SimpleQueue:
    """A pipe with locks: put() writes at once."""

    def __init__(self, *, ctx=None):
        self._reader, self._writer = connection.Pipe(duplex=False)
        self._rlock = Lock()
        self._wlock = Lock()

    def __getstate__(self):
        context.assert_spawning(self)
        return self._reader, self._writer, self._rlock, self._wlock

    def __setstate__(self, state):
        self._reader, self._writer, self._rlock, self._wlock = state

    def close(self):
        self._reader.close()
        self._writer.close()

    def empty(self):
        return not self._reader.poll()

    def get(self):
        with self._rlock:
            data = self._reader.recv_bytes()
        return ForkingPickler.loads(data)

    def put(self, obj):
        data = ForkingPickler.dumps(obj)
        with self._wlock:
            self._writer.send_bytes(data)

    __class_getitem__ = classmethod(type(list[int]))
