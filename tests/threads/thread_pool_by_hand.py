import threading, queue
class Future:
    def __init__(self): self.e = threading.Event()
    def set(self, v=None, x=None): self.v, self.x = v, x; self.e.set()
    def result(self):
        self.e.wait()
        if self.x: raise self.x
        return self.v
class Pool:
    def __init__(self, n):
        self.q = queue.Queue()
        self.ts = [threading.Thread(target=self.run) for _ in range(n)]
        for t in self.ts: t.start()
    def run(self):
        while (job := self.q.get()):
            f, a, fut = job
            try: fut.set(f(*a))
            except Exception as e: fut.set(x=e)
    def submit(self, f, *a):
        fut = Future()
        self.q.put((f, a, fut))
        return fut
    def __enter__(self): return self
    def __exit__(self, *a):
        for _ in self.ts: self.q.put(None)
        for t in self.ts: t.join()
with Pool(3) as p:
    fs = [p.submit(pow, i, 2) for i in range(10)] + [p.submit(lambda: 1 / 0)]
    print([f.result() for f in fs[:-1]])
    try:
        fs[-1].result()
    except ZeroDivisionError as e:
        print(e)
