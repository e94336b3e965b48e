import _thread, time
l = _thread.allocate_lock()
l.acquire()
out = []
def f(a, k=0):
    out.append((a, k))
    l.release()
print(isinstance(_thread.start_new_thread(f, (1,), {"k": 2}), int))
l.acquire()
print(out, l.locked(), _thread.get_ident() > 0, _thread.LockType is type(l), _thread._count() >= 0, _thread.TIMEOUT_MAX > 0)
def ex():
    out.append("before")
    l2.release()
    _thread.exit()
    out.append("never")
l2 = _thread.allocate_lock(); l2.acquire()
_thread.start_new_thread(ex, ())
l2.acquire()
time.sleep(0.01)
print(out)
for bad in (lambda: _thread.start_new_thread(5, ()), lambda: _thread.start_new_thread(f, 5), lambda: _thread.start_new_thread(f)):
    try:
        bad()
    except TypeError as e:
        print(e)
