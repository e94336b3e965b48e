"""Pools of processes, or of threads, that run calls.

Calls go as tasks (job, place, function, arguments, keywords) through one queue to the workers, results come
back through another.  Three threads of the pool serve them: one replaces workers that have ended, one puts
tasks into the queue (their arguments may come from an iterator), one takes results and gives them to the
objects that wait for them, which stand in `_cache` by the number of their job.
"""

import itertools
import os
import queue
import threading
import traceback

from . import TimeoutError, get_context, util
from .connection import wait

__all__ = ['Pool', 'ThreadPool']

INIT, RUN, CLOSE, TERMINATE = 'INIT', 'RUN', 'CLOSE', 'TERMINATE'
_job_counter = itertools.count()


def mapstar(args):
    return list(map(*args))


def starmapstar(args):
    return list(itertools.starmap(args[0], args[1]))


# Exceptions from elsewhere

class RemoteTraceback(Exception):
    """The cause of an exception that came from a worker: its traceback as text."""

    def __init__(self, tb):
        self.tb = tb

    def __str__(self):
        return self.tb


class ExceptionWithTraceback:
    """An exception on its way from a worker."""

    def __init__(self, exc, tb):
        self.exc = exc
        self.tb = f'\n"""\n{"".join(traceback.format_exception(type(exc), exc, tb))}"""'

    def __reduce__(self):
        return rebuild_exc, (self.exc, self.tb)


def rebuild_exc(exc, tb):
    exc.__cause__ = RemoteTraceback(tb)
    return exc


class MaybeEncodingError(Exception):
    """What a worker sends instead of a result that cannot be pickled."""

    def __init__(self, exc, value):
        self.exc = repr(exc)
        self.value = repr(value)
        super().__init__(self.exc, self.value)

    def __str__(self):
        return f"Error sending result: '{self.value}'. Reason: '{self.exc}'"

    def __repr__(self):
        return f'<{self.__class__.__name__}: {self}>'


def _helper_reraises_exception(ex):
    """What a task does whose arguments could not be had."""
    raise ex


def worker(inqueue, outqueue, initializer=None, initargs=(), maxtasks=None, wrap_exception=False):
    """What a process or thread of the pool does."""
    if maxtasks is not None and not (isinstance(maxtasks, int) and maxtasks >= 1):
        raise AssertionError(f'Maxtasks {maxtasks!r} is not valid')
    put, get = outqueue.put, inqueue.get
    if hasattr(inqueue, '_writer'):
        inqueue._writer.close()
        outqueue._reader.close()
    if initializer is not None:
        initializer(*initargs)
    completed = 0
    while maxtasks is None or completed < maxtasks:
        try:
            task = get()
        except (EOFError, OSError):
            break
        if task is None:
            break
        job, i, func, args, kwds = task
        try:
            result = (True, func(*args, **kwds))
        except Exception as e:
            if wrap_exception and func is not _helper_reraises_exception:
                e = ExceptionWithTraceback(e, e.__traceback__)
            result = (False, e)
        try:
            put((job, i, result))
        except Exception as e:
            put((job, i, (False, MaybeEncodingError(e, result[1]))))
        task = job = result = func = args = kwds = None
        completed += 1


class Pool:
    """A pool of processes."""

    _wrap_exception = True

    @staticmethod
    def Process(ctx, *args, **kwds):
        return ctx.Process(*args, **kwds)

    def __init__(self, processes=None, initializer=None, initargs=(), maxtasksperchild=None, context=None):
        self._pool = []
        self._state = INIT
        self._ctx = context or get_context()
        self._setup_queues()
        self._taskqueue = queue.SimpleQueue()
        self._cache = {}
        self._maxtasksperchild = maxtasksperchild
        self._initializer = initializer
        self._initargs = initargs
        if processes is None:
            processes = os.cpu_count() or 1
        if processes < 1:
            raise ValueError('Number of processes must be at least 1')
        if maxtasksperchild is not None and (not isinstance(maxtasksperchild, int) or maxtasksperchild <= 0):
            raise ValueError('maxtasksperchild must be a positive int or None')
        if initializer is not None and not callable(initializer):
            raise TypeError('initializer must be a callable')
        self._processes = processes
        try:
            self._repopulate_pool()
        except Exception:
            for p in self._pool:
                if p.exitcode is None:
                    p.terminate()
            for p in self._pool:
                p.join()
            raise
        self._wake_reader, self._wake_fd = os.pipe()
        self._wake_lock = threading.Lock()       # while a byte is on its way the pipe stays open
        self._worker_handler = self._thread(self._handle_workers)
        self._task_handler = self._thread(self._handle_tasks)
        self._result_handler = self._thread(self._handle_results)
        self._terminate = util.Finalize(None, self._terminate_pool, exitpriority=15)
        self._state = RUN

    def _thread(self, target):
        t = threading.Thread(target=target, daemon=True)
        t.start()
        return t

    def __repr__(self):
        cls = self.__class__
        return f'<{cls.__module__}.{cls.__qualname__} state={self._state} pool_size={len(self._pool)}>'

    def __reduce__(self):
        raise NotImplementedError('pool objects cannot be passed between processes or pickled')

    def _check_running(self):
        if self._state != RUN:
            raise ValueError('Pool not running')

    def _setup_queues(self):
        self._inqueue = self._ctx.SimpleQueue()
        self._outqueue = self._ctx.SimpleQueue()
        # The pool's threads are alone at their ends.
        self._put_task = self._inqueue._writer.send
        self._get_result = self._outqueue._reader.recv

    # Workers

    def _join_exited_workers(self):
        ended = [p for p in self._pool if p.exitcode is not None]
        for p in ended:
            p.join()
            self._pool.remove(p)
        return bool(ended)

    def _repopulate_pool(self):
        for _ in range(self._processes - len(self._pool)):
            w = self.Process(self._ctx, target=worker,
                             args=(self._inqueue, self._outqueue, self._initializer, self._initargs,
                                   self._maxtasksperchild, self._wrap_exception))
            w.name = w.name.replace('Process', 'PoolWorker')
            w.daemon = True
            w.start()
            self._pool.append(w)

    def _sentinels(self):
        return [p.sentinel for p in self._pool if hasattr(p, '_sentinel')]

    def _handle_workers(self):
        reader = self._wake_reader
        try:
            while self._state in (INIT, RUN) or (self._cache and self._state != TERMINATE):
                wait([reader, *self._sentinels()], 60)
                self._drain(reader)
                if self._state == TERMINATE:
                    break
                if self._join_exited_workers():
                    self._repopulate_pool()
        finally:
            self._taskqueue.put(None)
            os.close(reader)             # first: a full pipe holds nobody up then
            with self._wake_lock:
                os.close(self._wake_fd)
                self._wake_fd = None

    def _wake(self):
        """Let the thread that minds the workers look."""
        with self._wake_lock:
            if self._wake_fd is not None:
                try:
                    os.write(self._wake_fd, b'x')
                except OSError:
                    pass                 # nobody reads any more

    def _drain(self, reader):
        if wait([reader], 0):
            os.read(reader, 4096)

    # Tasks

    def _handle_tasks(self):
        for taskseq, set_length in iter(self._taskqueue.get, None):
            task = None
            try:
                for task in taskseq:
                    if self._state == TERMINATE:
                        break
                    try:
                        self._put_task(task)
                    except Exception as e:
                        job, i = task[:2]
                        if job in self._cache:
                            self._cache[job]._set(i, (False, e))
                else:
                    if set_length:
                        set_length(task[1] + 1 if task else 0)
                    continue
                break
            finally:
                task = taskseq = None
        self._outqueue_put_end()
        try:
            for _ in list(self._pool):
                self._put_task(None)
        except OSError:
            pass

    def _outqueue_put_end(self):
        lock = getattr(self._outqueue, '_wlock', None)
        if lock is None:
            self._outqueue.put(None)
            return
        # A worker that was terminated may have had the lock; what it was writing is not read any more.
        while not lock.acquire(timeout=0.05):
            if self._state == TERMINATE:
                return
        try:
            self._outqueue._writer.send(None)
        finally:
            lock.release()

    def _handle_results(self):
        ended = False
        while not ended or (self._cache and self._state != TERMINATE):
            try:
                result = self._get_result()
            except (OSError, EOFError):
                return
            if self._state == TERMINATE:
                break
            if result is None:
                ended = True
                continue
            job, i, obj = result
            entry = self._cache.get(job)
            if entry is not None:
                entry._set(i, obj)
            result = job = obj = entry = None
            if not self._cache:
                self._wake()

    # What users call

    def apply(self, func, args=(), kwds={}):
        """func(*args, **kwds) in a worker; waits for it."""
        return self.apply_async(func, args, kwds).get()

    def map(self, func, iterable, chunksize=None):
        """Like map(), a list; the iterable is cut into chunks that workers take."""
        return self._map_async(func, iterable, mapstar, chunksize).get()

    def starmap(self, func, iterable, chunksize=None):
        """map() with the arguments in tuples."""
        return self._map_async(func, iterable, starmapstar, chunksize).get()

    def starmap_async(self, func, iterable, chunksize=None, callback=None, error_callback=None):
        return self._map_async(func, iterable, starmapstar, chunksize, callback, error_callback)

    def map_async(self, func, iterable, chunksize=None, callback=None, error_callback=None):
        return self._map_async(func, iterable, mapstar, chunksize, callback, error_callback)

    def apply_async(self, func, args=(), kwds={}, callback=None, error_callback=None):
        """apply() that does not wait: an AsyncResult."""
        self._check_running()
        result = ApplyResult(self, callback, error_callback)
        self._taskqueue.put(([(result._job, 0, func, args, kwds)], None))
        return result

    def _map_async(self, func, iterable, mapper, chunksize=None, callback=None, error_callback=None):
        self._check_running()
        if not hasattr(iterable, '__len__'):
            iterable = list(iterable)
        if chunksize is None:
            chunksize, extra = divmod(len(iterable), len(self._pool) * 4)
            if extra:
                chunksize += 1
        if len(iterable) == 0:
            chunksize = 0
        batches = Pool._get_tasks(func, iterable, chunksize)
        result = MapResult(self, chunksize, len(iterable), callback, error_callback=error_callback)
        self._taskqueue.put((self._guarded_task_generation(result._job, mapper, batches), None))
        return result

    def _guarded_task_generation(self, result_job, func, iterable):
        try:
            i = -1
            for i, x in enumerate(iterable):
                yield result_job, i, func, (x,), {}
        except Exception as e:
            yield result_job, i + 1, _helper_reraises_exception, (e,), {}

    def imap(self, func, iterable, chunksize=1):
        """Like map(), an iterator; results come in order."""
        return self._imap(IMapIterator, func, iterable, chunksize)

    def imap_unordered(self, func, iterable, chunksize=1):
        """imap() with the results as they come."""
        return self._imap(IMapUnorderedIterator, func, iterable, chunksize)

    def _imap(self, cls, func, iterable, chunksize):
        self._check_running()
        if chunksize < 1:
            raise ValueError(f'Chunksize must be 1+, not {chunksize:n}')
        result = cls(self)
        if chunksize == 1:
            self._taskqueue.put((self._guarded_task_generation(result._job, func, iterable), result._set_length))
            return result
        batches = Pool._get_tasks(func, iterable, chunksize)
        self._taskqueue.put((self._guarded_task_generation(result._job, mapstar, batches), result._set_length))
        return (item for chunk in result for item in chunk)

    @staticmethod
    def _get_tasks(func, it, size):
        it = iter(it)
        while True:
            x = tuple(itertools.islice(it, size))
            if not x:
                return
            yield func, x

    # The end

    def close(self):
        """Take no more calls; the workers end when all are done."""
        if self._state == RUN:
            self._state = CLOSE
            self._wake()

    def terminate(self):
        """End the workers now."""
        self._state = TERMINATE
        self._terminate()

    def join(self):
        """Wait for the workers to end, after close() or terminate()."""
        if self._state == RUN:
            raise ValueError('Pool is still running')
        if self._state not in (CLOSE, TERMINATE):
            raise ValueError('In unknown state')
        self._worker_handler.join()
        self._task_handler.join()
        self._result_handler.join()
        for p in self._pool:
            p.join()

    def _terminate_pool(self):
        self._state = TERMINATE
        self._wake()
        if threading.current_thread() is not self._worker_handler:
            self._worker_handler.join()
        self._end_workers()
        for t in (self._task_handler, self._result_handler):
            if threading.current_thread() is not t:
                t.join()

    def _end_workers(self):
        for p in self._pool:
            if p.exitcode is None:
                p.terminate()
        for p in self._pool:
            p.join()
        # Nobody reads the tasks any more; who writes one now must not wait for ever. And a worker may have died
        # with the lock of the results in its hand: this message goes past it.
        self._inqueue._reader.close()
        try:
            self._outqueue._writer.send(None)
        except OSError:
            pass

    def __enter__(self):
        self._check_running()
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        self.terminate()

    def __del__(self):
        if self._state == RUN:
            self._wake()


# Results

class ApplyResult:
    """The result that a call will have."""

    def __init__(self, pool, callback, error_callback):
        self._pool = pool
        self._event = threading.Event()
        self._job = next(_job_counter)
        self._cache = pool._cache
        self._callback = callback
        self._error_callback = error_callback
        self._cache[self._job] = self

    def ready(self):
        """Whether it is done."""
        return self._event.is_set()

    def successful(self):
        """Whether it returned."""
        if not self.ready():
            raise ValueError(f'{self!r} not ready')
        return self._success

    def wait(self, timeout=None):
        """Wait until it is done."""
        self._event.wait(timeout)

    def get(self, timeout=None):
        """What it returned; raises what it raised."""
        self.wait(timeout)
        if not self.ready():
            raise TimeoutError
        if self._success:
            return self._value
        raise self._value

    def _set(self, i, obj):
        self._success, self._value = obj
        if self._callback and self._success:
            self._callback(self._value)
        if self._error_callback and not self._success:
            self._error_callback(self._value)
        self._event.set()
        del self._cache[self._job]
        self._pool = None

    __class_getitem__ = classmethod(type(list[int]))


AsyncResult = ApplyResult


class MapResult(ApplyResult):
    """The results of map_async()."""

    def __init__(self, pool, chunksize, length, callback, error_callback):
        ApplyResult.__init__(self, pool, callback, error_callback=error_callback)
        self._success = True
        self._value = [None] * length
        self._chunksize = chunksize
        if chunksize <= 0:
            self._number_left = 0
            self._event.set()
            del self._cache[self._job]
        else:
            self._number_left = length // chunksize + bool(length % chunksize)

    def _set(self, i, success_result):
        self._number_left -= 1
        success, result = success_result
        if success and self._success:
            self._value[i * self._chunksize:(i + 1) * self._chunksize] = result
        elif not success and self._success:
            self._success = False        # the first exception is kept
            self._value = result
        if self._number_left == 0:
            if self._success:
                if self._callback:
                    self._callback(self._value)
            elif self._error_callback:
                self._error_callback(self._value)
            del self._cache[self._job]
            self._event.set()
            self._pool = None


class IMapIterator:
    """The results of imap(), in order."""

    def __init__(self, pool):
        self._pool = pool
        self._cond = threading.Condition(threading.Lock())
        self._job = next(_job_counter)
        self._cache = pool._cache
        self._items = []
        self._first = 0                  # the next of _items
        self._index = 0
        self._length = None
        self._unsorted = {}
        self._cache[self._job] = self

    def __iter__(self):
        return self

    def next(self, timeout=None):
        with self._cond:
            if self._first == len(self._items):
                if self._index == self._length:
                    self._pool = None
                    raise StopIteration from None
                self._cond.wait(timeout)
                if self._first == len(self._items):
                    if self._index == self._length:
                        self._pool = None
                        raise StopIteration from None
                    raise TimeoutError from None
            success, value = self._items[self._first]
            self._items[self._first] = None
            self._first += 1
        if success:
            return value
        raise value

    __next__ = next

    def _add(self, obj):
        self._items.append(obj)
        self._index += 1
        self._cond.notify()

    def _end_if_all(self):
        if self._index == self._length:
            self._cache.pop(self._job, None)
            self._pool = None

    def _set(self, i, obj):
        with self._cond:
            if self._index == i:
                self._add(obj)
                while self._index in self._unsorted:
                    self._add(self._unsorted.pop(self._index))
            else:
                self._unsorted[i] = obj
            self._end_if_all()

    def _set_length(self, length):
        with self._cond:
            self._length = length
            if self._index == length:
                self._cond.notify()
                self._cache.pop(self._job, None)
                self._pool = None


class IMapUnorderedIterator(IMapIterator):
    """The results of imap_unordered()."""

    def _set(self, i, obj):
        with self._cond:
            self._add(obj)
            self._end_if_all()


class ThreadPool(Pool):
    """The same with threads."""

    _wrap_exception = False

    @staticmethod
    def Process(ctx, *args, **kwds):
        from .dummy import Process
        return Process(*args, **kwds)

    def __init__(self, processes=None, initializer=None, initargs=()):
        Pool.__init__(self, processes, initializer, initargs)

    def _setup_queues(self):
        self._inqueue = queue.SimpleQueue()
        self._outqueue = queue.SimpleQueue()
        self._put_task = self._inqueue.put
        self._get_result = self._outqueue.get

    def _end_workers(self):
        try:
            while True:
                self._inqueue.get_nowait()
        except queue.Empty:
            pass
        for _ in self._pool:
            self._inqueue.put(None)
        for p in self._pool:
            if p is not threading.current_thread():
                p.join()
        self._outqueue.put(None)
