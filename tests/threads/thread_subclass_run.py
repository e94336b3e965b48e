import threading
class W(threading.Thread):
    def __init__(self, n):
        super().__init__(name=f"W{n}")
        self.n, self.result = n, None
    def run(self): self.result = sum(range(self.n))
ts = [W(i * 100) for i in range(5)]
for t in ts: t.start()
for t in ts: t.join()
print([(t.name, t.result) for t in ts])
