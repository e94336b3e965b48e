import threading
class RW:
    def __init__(self):
        self.c, self.r = threading.Condition(), 0
    def read_in(self):
        with self.c: self.r += 1
    def read_out(self):
        with self.c:
            self.r -= 1
            if not self.r: self.c.notify_all()
    def write_in(self):
        self.c.acquire()
        while self.r: self.c.wait()
    def write_out(self): self.c.release()
rw, data, bad = RW(), [0, 0], []
def reader():
    for _ in range(100):
        rw.read_in()
        if data[0] != data[1]: bad.append(1)
        rw.read_out()
def writer():
    for _ in range(50):
        rw.write_in()
        data[0] += 1
        data[1] += 1
        rw.write_out()
ts = [threading.Thread(target=f) for f in (reader, reader, writer, writer)]
for t in ts: t.start()
for t in ts: t.join()
print(data, bad)
