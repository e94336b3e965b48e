import threading
def attempt(f):
    try:
        f()
    except Exception as e:
        print(f"{type(e).__name__}: {e}")
t = threading.Thread(target=lambda: None)
attempt(t.join)
t.start(); t.join()
attempt(t.start)
attempt(threading.current_thread().join)
attempt(lambda: setattr(t, "daemon", True))
attempt(lambda: threading.Thread(5))
class NoInit(threading.Thread):
    def __init__(self): pass
attempt(lambda: NoInit().start())
attempt(lambda: threading.Lock().release())
attempt(lambda: threading.RLock().release())
attempt(lambda: threading.Condition().notify())
attempt(lambda: threading.Condition().wait())
attempt(lambda: threading.Semaphore(-1))
attempt(lambda: threading.BoundedSemaphore(1).release())
attempt(lambda: threading.Lock().acquire(False, 1))
attempt(lambda: threading.Lock().acquire(True, -2))
attempt(lambda: threading.Lock().acquire(timeout=10 ** 20))
attempt(lambda: threading.Barrier(0).wait() if 0 else threading.Thread(target=print, foo=1))
