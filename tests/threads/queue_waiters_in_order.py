# Who waits longest at an empty queue is served first.
import queue
import threading
import time

q = queue.Queue()
served = []


def get(n):
    item = q.get()
    served.append(n)
    answered.set()


for n in range(5):
    t = threading.Thread(target=get, args=(n,))
    t.start()
    while len(q.not_empty._waiters) <= n:
        time.sleep(0.001)
for n in range(5):
    answered = threading.Event()
    q.put(n)
    answered.wait()
print(served)
