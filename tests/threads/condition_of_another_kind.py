# Condition calls what a subclass or a lock of another kind has in place of its own parts, and keeps its order
# when a wait ends by time or by an error.
import threading

calls = []


class Told(threading.Condition):
    def _is_owned(self):
        calls.append('is_owned')
        return super()._is_owned()

    def _release_save(self):
        calls.append('release_save')
        return super()._release_save()

    def _acquire_restore(self, state):
        calls.append('acquire_restore %r' % (state,))
        super()._acquire_restore(state)


class Latch:
    """A lock that a script wrote."""

    def __init__(self):
        self.lock = threading.Lock()

    def acquire(self, blocking=True):
        calls.append('acquire')
        return self.lock.acquire(blocking)

    def release(self):
        calls.append('release')
        self.lock.release()

    def __enter__(self):
        return self.lock.__enter__()

    def __exit__(self, *args):
        self.lock.__exit__(*args)


def told(what, f, *args):
    calls.clear()
    try:
        print(what, f(*args), calls)
    except Exception as e:
        print(what, type(e).__name__, e, calls)


for make in (lambda: Told(threading.Lock()), Told, lambda: threading.Condition(Latch()), threading.Condition):
    c = make()
    told('wait unowned', c.wait)
    told('notify unowned', c.notify)
    with c:
        told('wait 0', c.wait, 0)
        told('wait -1', c.wait, -1)
        told('wait 0.001', c.wait, 0.001)
        told('wait True', c.wait, True) if make is threading.Condition else None
        told('wait text', c.wait, 'soon')
        told('wait long', c.wait, 1e300)
        told('notify', c.notify)
        told('notify text', c.notify, 'all')
        told('notify none', c.notify, -3)
        print(len(c._waiters))


def waiter(c, name, done):
    with c:
        c.wait()
        done.append(name)


for make in (lambda: Told(threading.Lock()), Told, lambda: threading.Condition(Latch())):
    c = make()
    done = []
    threads = []
    for i in range(4):
        threads.append(threading.Thread(target=waiter, args=(c, i, done)))
        threads[-1].start()
        while len(c._waiters) <= i:
            pass
    with c:
        c.notify(1.5)
        print(len(c._waiters), c.wait(0))
    threads[0].join()
    threads[1].join()
    with c:
        c.notify(2 ** 70)
        print(len(c._waiters))
    for t in threads:
        t.join()
    print(sorted(done[:2]), sorted(done[2:]))
    calls.clear()
