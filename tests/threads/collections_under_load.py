# Collections while threads make garbage, wait for locks and hold the only reference to things.
import gc
import queue
import threading
import weakref

q = queue.Queue(3)
alive = []
stop = False


class Node:
    def __init__(self, n):
        self.n = n
        self.me = self
        self.data = [n] * 10


def work(n):
    for i in range(40):
        node = Node(i)
        q.put(node)
        if i % 10 == 0:
            gc.collect()


def take():
    total = 0
    while (node := q.get()) is not None:
        total += node.me.data[3]
    alive.append(total)


taker = threading.Thread(target=take)
taker.start()
threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
q.put(None)
taker.join()
node = Node(1)
ref = weakref.ref(node)
del node
gc.collect()
print(alive == [4 * sum(range(40))], ref())
