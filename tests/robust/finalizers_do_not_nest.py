"""A collection within `__del__` runs no other `__del__`, nor a weak reference's callback: they come when it has
returned, so that they may take a lock that it holds."""
import gc
import threading
import weakref

lock = threading.Lock()


class Inner:
    def __del__(self):
        with lock:
            print('inner')


class Outer:
    def __del__(self):
        with lock:
            print('outer begins')
            self.make_garbage()
            gc.collect()
            print('outer ends')

    def make_garbage(self):
        inner = Inner()
        inner.itself = inner


class Watched:
    pass


def gone(ref):
    with lock:
        print('callback')


def make(cls):
    x = cls()
    x.itself = x
    return weakref.ref(x, gone) if cls is Watched else None


def overwrite(a=0, b=0, c=0):
    return [a, b, c]


make(Outer)
overwrite(1, 2, 3)
gc.collect()
overwrite(1, 2, 3)
gc.collect()
kept = make(Watched)
overwrite(1, 2, 3)
gc.collect()
