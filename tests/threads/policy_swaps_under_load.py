# gilvm only: gil.set_policy
# The policy may be changed while threads run, wait and block: nothing is lost.
import gil
import queue
import threading

q = queue.Queue(5)
lock = threading.Lock()
count = 0
got = []
stop = False


def work():
    global count
    for i in range(200):
        with lock:
            count += 1
        if i % 20 == 0:
            q.put(i)


def drain():
    while (item := q.get()) is not None:
        got.append(item)


def swap():
    n = 0
    while not stop:
        for spec in ("tick:3", "interval:100", "fifo:7", "priority", "quantum:1", "bounce:2", "random:5", "tick:100"):
            gil.set_policy(spec)
            n += 1
    return n


swapper = threading.Thread(target=swap)
swapper.start()
drainer = threading.Thread(target=drain)
drainer.start()
threads = [threading.Thread(target=work) for _ in range(6)]
for t in threads:
    t.start()
for t in threads:
    t.join()
stop = True
swapper.join()
q.put(None)
drainer.join()
print(count, len(got), sum(got))
