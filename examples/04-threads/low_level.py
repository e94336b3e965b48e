"""The same by the name that Python 3 gives the module: `_thread`.

    gilvm examples/04-threads/low_level.py

Row 10. An exception ends only its thread (its traceback goes to standard error), exit() ends it
silently, and get_ident() tells the threads apart.
"""
import _thread
import sys

finished = _thread.allocate_lock()
finished.acquire()
idents = {_thread.get_ident()}


def leave_early():
    try:
        idents.add(_thread.get_ident())
        _thread.exit()           # SystemExit in this thread only
        print('never')
    finally:
        finished.release()


_thread.start_new_thread(leave_early, ())
finished.acquire()
print('两个线程:', len(idents))


def fail(text):
    raise ValueError(text)


# The hook sees the failure; without one the traceback would be printed and the others go on.
def hook(unraisable):
    print('in the thread:', type(unraisable.exc_value).__name__, unraisable.exc_value)
    finished.release()


sys.unraisablehook = hook
_thread.start_new_thread(fail, ('出错了',))
finished.acquire()
finished.release()
print('locked:', finished.locked(), _thread.LockType is type(finished))
