import threading, queue
q, r = queue.Queue(), queue.Queue()
def worker():
    while True:
        x = q.get()
        if x is None:
            q.task_done()
            return
        r.put((x, x ** 2))
        q.task_done()
ts = [threading.Thread(target=worker) for _ in range(4)]
for t in ts: t.start()
for i in range(50): q.put(i)
for _ in ts: q.put(None)
q.join()
for t in ts: t.join()
print(sorted(r.get() for _ in range(50))[-3:], r.empty())
