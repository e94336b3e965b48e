import threading, queue
q = queue.Queue(maxsize=3)
out = []
def producer():
    for i in range(20): q.put(i)
    q.put(None)
def consumer():
    while (x := q.get()) is not None: out.append(x * 2)
ts = [threading.Thread(target=f) for f in (producer, consumer)]
for t in ts: t.start()
for t in ts: t.join()
print(out, q.empty(), q.qsize())
