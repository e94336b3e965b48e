import threading
class L(threading.local):
    default = "class"
    def __init__(self, v):
        self.v = v
        self.n = 0
    def inc(self):
        self.n += 1
        return self.n
l = L(5)
l.inc(); l.v = "changed"
out = []
def w(): out.append((l.v, l.inc(), l.default))
t = threading.Thread(target=w); t.start(); t.join()
print(out, l.v, l.inc())
