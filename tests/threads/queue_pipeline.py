import threading, queue
a, b, c = queue.Queue(2), queue.Queue(2), queue.Queue()
END = object()
def stage(src, dst, f):
    while (x := src.get()) is not END: dst.put(f(x))
    dst.put(END)
ts = [threading.Thread(target=stage, args=(a, b, lambda x: x + 1)), threading.Thread(target=stage, args=(b, c, lambda x: x * 10))]
for t in ts: t.start()
for i in range(10): a.put(i)
a.put(END)
out = []
while (x := c.get()) is not END: out.append(x)
for t in ts: t.join()
print(out)
