"""ProcessPoolExecutor: calls that run in other processes.

submit() puts a work item into a dict and its number into a queue.  A thread, the manager, keeps a few calls
more than there are workers in the call queue (a pipe), takes results out of the result queue, and watches
the workers: when one of them ends of itself, nothing that runs can be trusted to end, so all futures get a
BrokenProcessPool and the pool is of no more use.  A pipe of its own wakes the manager.
"""

import itertools
import multiprocessing as mp
import os
import queue
import threading
import traceback
import weakref
from functools import partial
from multiprocessing.connection import wait as _wait_for
from multiprocessing.queues import Queue as _Queue

from concurrent.futures import _base

EXTRA_QUEUED_CALLS = 1
_threads_wakeups = weakref.WeakKeyDictionary()
_global_shutdown = False


class _ThreadWakeup:
    """Wakes the manager, once for any number of calls; what it has to look at is seen in the executor."""

    def __init__(self):
        self._closed = False
        self._lock = threading.Lock()
        self._pending = False
        self._reader, self._writer = mp.Pipe(duplex=False)

    def close(self):
        with self._lock:
            if not self._closed:
                self._closed = True
                self._writer.close()
                self._reader.close()

    def wakeup(self):
        with self._lock:
            if not self._closed and not self._pending:
                self._pending = True
                self._writer.send_bytes(b'')

    def clear(self):
        with self._lock:
            if not self._closed and self._pending:
                self._reader.recv_bytes()
                self._pending = False


def _python_exit():
    global _global_shutdown
    _global_shutdown = True
    items = list(_threads_wakeups.items())
    for _, wakeup in items:
        wakeup.wakeup()
    for t, _ in items:
        t.join()


threading._register_atexit(_python_exit)


class _RemoteTraceback(Exception):
    """The cause of an exception that came from a worker: its traceback as text."""

    def __init__(self, tb):
        self.tb = tb

    def __str__(self):
        return self.tb


class _ExceptionWithTraceback:
    """An exception on its way from a worker."""

    def __init__(self, exc, tb):
        self.exc = exc
        self.exc.__traceback__ = None
        self.tb = f'\n"""\n{"".join(tb)}"""'

    def __reduce__(self):
        return _rebuild_exc, (self.exc, self.tb)


def _rebuild_exc(exc, tb):
    exc.__cause__ = _RemoteTraceback(tb)
    return exc


class _WorkItem:
    def __init__(self, future, fn, args, kwargs):
        self.future = future
        self.fn = fn
        self.args = args
        self.kwargs = kwargs


class BrokenProcessPool(_base.BrokenExecutor):
    """A worker ended of itself."""


def _get_chunks(*iterables, chunksize):
    it = zip(*iterables)
    while True:
        chunk = tuple(itertools.islice(it, chunksize))
        if not chunk:
            return
        yield chunk


def _process_chunk(fn, chunk):
    return [fn(*args) for args in chunk]


def _chain_from_iterable_of_lists(iterable):
    for element in iterable:
        element.reverse()
        while element:
            yield element.pop()


# In a worker

def _send_result(result_queue, work_id, result=None, exception=None, exit_pid=None):
    try:
        result_queue.put((work_id, exception, result, exit_pid))
    except BaseException as e:
        exc = _ExceptionWithTraceback(e, traceback.format_exception(e))
        result_queue.put((work_id, exc, None, exit_pid))


def _process_worker(call_queue, result_queue, initializer, initargs, max_tasks=None):
    if initializer is not None:
        try:
            initializer(*initargs)
        except BaseException:
            _base.LOGGER.critical('Exception in initializer:', exc_info=True)
            return                       # the manager sees that this process has ended
    num_tasks, exit_pid = 0, None
    while True:
        call_item = call_queue.get(block=True)
        if call_item is None:
            result_queue.put(os.getpid())
            return
        work_id, fn, args, kwargs = call_item
        if max_tasks is not None:
            num_tasks += 1
            if num_tasks >= max_tasks:
                exit_pid = os.getpid()
        try:
            r = fn(*args, **kwargs)
        except BaseException as e:
            exc = _ExceptionWithTraceback(e, traceback.format_exception(e))
            _send_result(result_queue, work_id, exception=exc, exit_pid=exit_pid)
        else:
            _send_result(result_queue, work_id, result=r, exit_pid=exit_pid)
            del r
        del call_item, fn, args, kwargs
        if exit_pid is not None:
            return


# In the parent

class _SafeQueue(_Queue):
    """A Queue that gives the failure to pickle a call to its future."""

    def __init__(self, max_size, *, ctx, pending_work_items, thread_wakeup):
        super().__init__(max_size, ctx=ctx)
        self._pending_work_items = pending_work_items
        self._thread_wakeup = thread_wakeup

    def __getstate__(self):
        return super().__getstate__()

    def _on_queue_feeder_error(self, e, obj):
        if obj is None:
            super()._on_queue_feeder_error(e, obj)
            return
        e.__cause__ = _RemoteTraceback(f'\n"""\n{"".join(traceback.format_exception(type(e), e, e.__traceback__))}"""')
        work_item = self._pending_work_items.pop(obj[0], None)
        self._thread_wakeup.wakeup()
        if work_item is not None:
            work_item.future.set_exception(e)


class _ExecutorManagerThread(threading.Thread):
    def __init__(self, executor):
        self.thread_wakeup = wakeup = executor._executor_manager_thread_wakeup
        self.shutdown_lock = executor._shutdown_lock
        self.executor_reference = weakref.ref(executor, lambda _: wakeup.wakeup())
        self.processes = executor._processes
        self.call_queue = executor._call_queue
        self.result_queue = executor._result_queue
        self.work_ids_queue = executor._work_ids
        self.max_tasks_per_child = executor._max_tasks_per_child
        self.pending_work_items = executor._pending_work_items
        super().__init__()

    def run(self):
        while True:
            self.add_call_item_to_queue()
            result_item, is_broken, cause = self.wait_result_broken_or_wakeup()
            if is_broken:
                self.terminate_broken(cause)
                return
            if result_item is not None:
                self.process_result_item(result_item)
                process_exited = isinstance(result_item, tuple) and result_item[3] is not None
                if process_exited:
                    self.processes.pop(result_item[3]).join()
                del result_item
                executor = self.executor_reference()
                if executor is not None:
                    with self.shutdown_lock:
                        if process_exited:
                            executor._adjust_process_count(force=True)
                        else:
                            executor._idle_worker_semaphore.release()
                    del executor
            if self.is_shutting_down():
                self.flag_executor_shutting_down()
                self.add_call_item_to_queue()
                if not self.pending_work_items:
                    self.join_executor_internals()
                    return

    def add_call_item_to_queue(self):
        while not self.call_queue.full():
            try:
                work_id = self.work_ids_queue.get(block=False)
            except queue.Empty:
                return
            work_item = self.pending_work_items[work_id]
            if work_item.future.set_running_or_notify_cancel():
                self.call_queue.put((work_id, work_item.fn, work_item.args, work_item.kwargs))
            else:
                del self.pending_work_items[work_id]

    def wait_result_broken_or_wakeup(self):
        result_reader = self.result_queue._reader
        wakeup_reader = self.thread_wakeup._reader
        sentinels = [p.sentinel for p in list(self.processes.values())]
        ready = _wait_for([result_reader, wakeup_reader, *sentinels])
        cause, is_broken, result_item = None, True, None
        if result_reader in ready:
            try:
                result_item = result_reader.recv()
                is_broken = False
            except BaseException as e:
                cause = traceback.format_exception(type(e), e, e.__traceback__)
        elif wakeup_reader in ready:
            is_broken = False
        self.thread_wakeup.clear()
        return result_item, is_broken, cause

    def process_result_item(self, result_item):
        if isinstance(result_item, int):     # a worker that was told to end
            self.processes.pop(result_item).join()
            return
        work_id, exception, result, _ = result_item
        work_item = self.pending_work_items.pop(work_id, None)
        if work_item is not None:
            if exception:
                work_item.future.set_exception(exception)
            else:
                work_item.future.set_result(result)

    def is_shutting_down(self):
        executor = self.executor_reference()
        return _global_shutdown or executor is None or executor._shutdown_thread

    def terminate_broken(self, cause):
        executor = self.executor_reference()
        if executor is not None:
            executor._broken = ('A child process terminated abruptly, the process pool is not usable anymore')
            executor._shutdown_thread = True
            executor = None
        bpe = BrokenProcessPool('A process in the process pool was terminated abruptly while the future was '
                                'running or pending.')
        if cause is not None:
            bpe.__cause__ = _RemoteTraceback(f"\n'''\n{''.join(cause)}'''")
        for work_item in list(self.pending_work_items.values()):
            try:
                work_item.future.set_exception(bpe)
            except _base.InvalidStateError:
                pass                         # cancelled
        self.pending_work_items.clear()
        for p in self.processes.values():
            p.terminate()
        # A worker may have died with the lock of the queue in its hand: the feeder is not waited for.
        self.call_queue.cancel_join_thread()
        self.call_queue._reader.close()
        self.join_executor_internals(broken=True)

    def flag_executor_shutting_down(self):
        executor = self.executor_reference()
        if executor is not None:
            executor._shutdown_thread = True
            if executor._cancel_pending_futures:
                pending = {}
                for work_id, work_item in self.pending_work_items.items():
                    if not work_item.future.cancel():
                        pending[work_id] = work_item
                self.pending_work_items.clear()
                self.pending_work_items.update(pending)
                while True:
                    try:
                        self.work_ids_queue.get_nowait()
                    except queue.Empty:
                        break
                executor._cancel_pending_futures = False

    def join_executor_internals(self, broken=False):
        if not broken:
            for _ in range(len(self.processes)):
                self.call_queue.put(None)
        self.call_queue.close()
        if not broken:
            self.call_queue.join_thread()
        with self.shutdown_lock:
            self.thread_wakeup.close()
        for p in list(self.processes.values()):
            p.join()


class ProcessPoolExecutor(_base.Executor):
    """Runs calls in at most `max_workers` processes."""

    def __init__(self, max_workers=None, mp_context=None, initializer=None, initargs=(), *, max_tasks_per_child=None):
        if max_workers is None:
            max_workers = os.cpu_count() or 1
        elif max_workers <= 0:
            raise ValueError('max_workers must be greater than 0')
        if initializer is not None and not callable(initializer):
            raise TypeError('initializer must be a callable')
        if max_tasks_per_child is not None:
            if not isinstance(max_tasks_per_child, int):
                raise TypeError('max_tasks_per_child must be an integer')
            if max_tasks_per_child <= 0:
                raise ValueError('max_tasks_per_child must be >= 1')
        self._max_workers = max_workers
        self._mp_context = mp_context or mp.get_context()
        self._initializer = initializer
        self._initargs = initargs
        self._max_tasks_per_child = max_tasks_per_child
        self._executor_manager_thread = None
        self._processes = {}
        self._shutdown_thread = False
        self._shutdown_lock = threading.Lock()
        self._idle_worker_semaphore = threading.Semaphore(0)
        self._broken = False
        self._queue_count = 0
        self._pending_work_items = {}
        self._cancel_pending_futures = False
        self._executor_manager_thread_wakeup = _ThreadWakeup()
        self._call_queue = _SafeQueue(max_workers + EXTRA_QUEUED_CALLS, ctx=self._mp_context,
                                      pending_work_items=self._pending_work_items,
                                      thread_wakeup=self._executor_manager_thread_wakeup)
        self._call_queue._ignore_epipe = True
        self._result_queue = self._mp_context.SimpleQueue()
        self._work_ids = queue.Queue()

    def _start_executor_manager_thread(self):
        if self._executor_manager_thread is None:
            self._executor_manager_thread = _ExecutorManagerThread(self)
            self._executor_manager_thread.start()
            _threads_wakeups[self._executor_manager_thread] = self._executor_manager_thread_wakeup

    def _adjust_process_count(self, force=False):
        if not force and self._idle_worker_semaphore.acquire(blocking=False):
            return
        if len(self._processes) < self._max_workers:
            p = self._mp_context.Process(target=_process_worker,
                                         args=(self._call_queue, self._result_queue, self._initializer, self._initargs,
                                               self._max_tasks_per_child))
            p.start()
            self._processes[p.pid] = p

    def submit(self, fn, /, *args, **kwargs):
        with self._shutdown_lock:
            if self._broken:
                raise BrokenProcessPool(self._broken)
            if self._shutdown_thread:
                raise RuntimeError('cannot schedule new futures after shutdown')
            if _global_shutdown:
                raise RuntimeError('cannot schedule new futures after interpreter shutdown')
            f = _base.Future()
            self._pending_work_items[self._queue_count] = _WorkItem(f, fn, args, kwargs)
            self._work_ids.put(self._queue_count)
            self._queue_count += 1
            self._adjust_process_count()
            self._start_executor_manager_thread()
            self._executor_manager_thread_wakeup.wakeup()
            return f

    submit.__doc__ = _base.Executor.submit.__doc__

    def map(self, fn, *iterables, timeout=None, chunksize=1):
        """Like map(), with the calls running at the same time, `chunksize` of them in one message."""
        if chunksize < 1:
            raise ValueError('chunksize must be >= 1.')
        results = super().map(partial(_process_chunk, fn), _get_chunks(*iterables, chunksize=chunksize),
                              timeout=timeout)
        return _chain_from_iterable_of_lists(results)

    def shutdown(self, wait=True, *, cancel_futures=False):
        with self._shutdown_lock:
            self._cancel_pending_futures = cancel_futures
            self._shutdown_thread = True
            if self._executor_manager_thread_wakeup is not None:
                self._executor_manager_thread_wakeup.wakeup()
        if self._executor_manager_thread is not None and wait:
            self._executor_manager_thread.join()
        self._executor_manager_thread = None
        self._call_queue = None
        if self._result_queue is not None and wait:
            self._result_queue.close()
        self._result_queue = None
        self._processes = None
        self._executor_manager_thread_wakeup = None

    shutdown.__doc__ = _base.Executor.shutdown.__doc__
