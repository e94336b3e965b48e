"""What has to be done when a process ends."""

import atexit
import itertools
import posix
import sys

from _weakref import ref as _ref

__all__ = ['Finalize', 'is_exiting', 'register_after_fork', 'get_logger', 'log_to_stderr', 'sub_debug', 'debug',
           'info', 'sub_warning', 'SUBDEBUG', 'SUBWARNING']

NOTSET = 0
SUBDEBUG = 5
DEBUG = 10
INFO = 20
SUBWARNING = 25

_finalizer_registry = {}
_finalizer_counter = itertools.count()
_exiting = False
_logger = None
_log_to_stderr = False


def get_logger():
    """The logger of this package."""
    global _logger
    if _logger is None:
        import logging
        _logger = logging.getLogger('multiprocessing')
        _logger.propagate = 0
    return _logger


def log_to_stderr(level=None):
    """Let it write to standard error."""
    global _log_to_stderr
    import logging
    logger = get_logger()
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter('[%(levelname)s/%(processName)s] %(message)s'))
    logger.addHandler(handler)
    if level:
        logger.setLevel(level)
    _log_to_stderr = True
    return logger


def _log(level, msg, args):
    if _logger is not None:
        _logger.log(level, msg, *args)


def sub_debug(msg, *args):
    _log(SUBDEBUG, msg, args)


def debug(msg, *args):
    _log(DEBUG, msg, args)


def info(msg, *args):
    _log(INFO, msg, args)


def sub_warning(msg, *args):
    _log(SUBWARNING, msg, args)


def register_after_fork(obj, func):
    """Processes are never forked here."""


def is_exiting():
    return _exiting or _exiting is None


class Finalize:
    """Something to be done when an object goes, or at exit: those of the highest priority first."""

    def __init__(self, obj, callback, args=(), kwargs=None, exitpriority=None):
        self._callback = callback
        self._args = args
        self._kwargs = kwargs or {}
        self._key = (exitpriority, next(_finalizer_counter))
        self._pid = posix.getpid()
        self._weakref = _ref(obj, self) if obj is not None else None
        _finalizer_registry[self._key] = self

    def __call__(self, wr=None):
        if _finalizer_registry.pop(self._key, None) is None or self._pid != posix.getpid():
            return None
        callback, args, kwargs = self._callback, self._args, self._kwargs
        self._callback = self._args = self._kwargs = self._weakref = None
        return callback(*args, **kwargs)

    def cancel(self):
        if _finalizer_registry.pop(self._key, None) is not None:
            self._callback = self._args = self._kwargs = self._weakref = None

    def still_active(self):
        return self._key in _finalizer_registry


def _run_finalizers(minpriority=None):
    def wanted(key):
        return key[0] is not None and (minpriority is None or key[0] >= minpriority)
    for key in sorted(filter(wanted, list(_finalizer_registry)), reverse=True):
        finalizer = _finalizer_registry.get(key)
        if finalizer is not None:
            try:
                finalizer()
            except Exception:
                import traceback
                traceback.print_exc()
    if minpriority is None:
        _finalizer_registry.clear()


def _exit_function():
    """What must be done before the process ends: daemons are terminated, other children waited for."""
    global _exiting
    if _exiting:
        return
    _exiting = True
    from .process import active_children, current_process
    _run_finalizers(0)
    if current_process() is not None:
        for p in active_children():
            if p.daemon:
                p._popen.terminate()
        for p in active_children():
            p.join()
    _run_finalizers()


atexit.register(_exit_function)


def _flush_std_streams():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, ValueError):
            pass
