import threading
class Buf:
    def __init__(self, n):
        self.n, self.d = n, []
        l = threading.Lock()
        self.full, self.empty = threading.Condition(l), threading.Condition(l)
    def put(self, x):
        with self.full:
            while len(self.d) >= self.n: self.full.wait()
            self.d.append(x)
            self.empty.notify()
    def get(self):
        with self.empty:
            while not self.d: self.empty.wait()
            x = self.d.pop(0)
            self.full.notify()
            return x
b, got = Buf(2), []
def prod(k):
    for i in range(25): b.put(k * 100 + i)
def cons():
    for _ in range(25): got.append(b.get())
ts = [threading.Thread(target=prod, args=(k,)) for k in range(3)] + [threading.Thread(target=cons) for _ in range(3)]
for t in ts: t.start()
for t in ts: t.join()
print(len(got), sorted(got) == sorted(k * 100 + i for k in range(3) for i in range(25)))
