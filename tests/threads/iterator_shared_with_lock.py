import threading
class Safe:
    def __init__(self, it): self.it, self.lock = iter(it), threading.Lock()
    def __iter__(self): return self
    def __next__(self):
        with self.lock: return next(self.it)
def gen():
    for i in range(300): yield i
s, out = Safe(gen()), [[] for _ in range(4)]
def w(o):
    for x in s: o.append(x)
ts = [threading.Thread(target=w, args=(o,)) for o in out]
for t in ts: t.start()
for t in ts: t.join()
print(sorted(sum(out, [])) == list(range(300)))
