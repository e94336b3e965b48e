"""Daemon threads: the mark is inherited, and they end when the last ordinary thread does.

    gilvm examples/04-threads/daemon.py

Row 12. The main thread's code is at its end at once, but `ordinary` is still at work, so the daemon
may run on; with `ordinary` the process ends, and what the daemon still had in mind is never printed.
"""
import threading
import time

told = threading.Event()


def child():
    pass


def daemon():
    grandchild = threading.Thread(target=child)
    print('守护标记 inherited:', grandchild.daemon)
    print('守护线程 at work')
    told.set()
    time.sleep(60)
    print('never printed')


def ordinary():
    time.sleep(0.1)
    print('非守护线程 done')


d = threading.Thread(target=daemon)
d.daemon = True                  # must be set before start()
d.start()
told.wait()
o = threading.Thread(target=ordinary)
print('of the main thread:', o.daemon)
o.start()
print('主线程 has nothing left to do')
