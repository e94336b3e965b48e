# In the child of a fork there is one thread, the one that forked: it is the main thread, the others have ended, and what
# they had locked stays so. Buffers and daemons of the parent are nobody's business there.
import os
import sys
import threading
import time

lock, go, r = threading.Lock(), threading.Event(), threading.RLock()
local = threading.local()
local.x = 'forked'


def holds():
    with lock, r:
        go.wait()


def spins():
    while not go.is_set():
        pass


others = [threading.Thread(target=holds, name='holder'), threading.Thread(target=spins), threading.Timer(1000, print)]
for t in others:
    t.start()
while not lock.locked():
    time.sleep(0.001)


def forks(who):
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        me = threading.current_thread()
        print(who, me is threading.main_thread(), me.name, [t.name for t in threading.enumerate()],
              [t.is_alive() for t in others], threading.active_count())
        print(lock.acquire(timeout=0.01), lock.acquire(False), getattr(local, 'x', None))
        for t in others:
            t.join()
        worker = threading.Thread(target=print, args=('a thread of the child',))
        worker.start()
        worker.join()
        sys.stdout.flush()
        os._exit(3)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), threading.current_thread() is threading.main_thread())


forks('main')
t = threading.Thread(target=forks, args=('worker',), name='worker')
t.start()
t.join()
go.set()
others[2].cancel()
for t in others:
    t.join()
print(lock.acquire(timeout=5))
