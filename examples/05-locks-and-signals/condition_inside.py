"""A condition variable built by hand, the way the documents explain it.

    gilvm examples/05-locks-and-signals/condition_inside.py
    less stdlib/lib/threading.py                               the real one reads the same

Row 14. There is a bottom lock (an RLock) and a queue of waiter locks. To wait: make a lock, take it,
put it into the queue, let the bottom lock go, and take the waiter lock a second time, which blocks.
To notify: release one from the queue; its owner comes out, and then competes for the bottom lock.
"""
import collections
import threading


class MyCondition:
    def __init__(self):
        self.bottom = threading.RLock()            # 底层锁
        self.waiters = collections.deque()         # 等待队列
        self.acquire, self.release = self.bottom.acquire, self.bottom.release

    def wait(self):
        waiter = threading.Lock()
        waiter.acquire()
        self.waiters.append(waiter)
        self.bottom.release()                      # others may run now
        waiter.acquire()                           # blocks until notify() releases it
        self.bottom.acquire()                      # and back in, perhaps after a wait

    def notify(self):
        if self.waiters:
            self.waiters.popleft().release()       # the bottom lock stays where it is


cond = MyCondition()
order = []
turn = 0


def player(me):
    global turn
    cond.acquire()
    for _ in range(3):
        while turn != me:
            cond.wait()
        order.append(me)
        turn = 1 - me
        cond.notify()
    cond.release()


threads = [threading.Thread(target=player, args=(i,)) for i in range(2)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print('轮流:', order)
print('waiters left:', len(cond.waiters))
