# _count counts the running threads but the main one; _set_sentinel's lock is released when the thread has ended.
import _thread

go = _thread.allocate_lock()
go.acquire()
ready = _thread.allocate_lock()
ready.acquire()
sentinels = []


def work():
    lock = _thread._set_sentinel()
    lock.acquire()
    sentinels.append(lock)
    ready.release()
    go.acquire()
    go.release()


print(_thread._count())
for _ in range(3):
    _thread.start_new_thread(work, ())
    ready.acquire()
print(_thread._count(), [s.locked() for s in sentinels])
go.release()
for s in sentinels:
    s.acquire()
print(_thread._count(), _thread.TIMEOUT_MAX, _thread.error is RuntimeError)
print(_thread.get_ident() == _thread.get_ident(), type(_thread.get_native_id()))
print(_thread.LockType, _thread.allocate() is not _thread.allocate_lock(), _thread.RLock)
