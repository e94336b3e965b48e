def attempt(name, f):
    try:
        f()
        print(name, "ended")
    except Exception as e:
        print(name, "ended", type(e).__name__)
class K:
    armed = False
    def __init__(self, s, v): self.s, self.v = s, v
    def __hash__(self): return 1
    def __eq__(self, o):
        if K.armed: self.s.clear()
        return False
def make():
    K.armed = False
    s = set()
    for i in range(5): s.add(K(s, i))
    K.armed = True
    return s
def add():
    s = make()
    s.add(K(s, 9))
def discard():
    s = make()
    s.discard(K(s, 9))
def union():
    s, t = make(), make()
    s | t
def inter():
    s, t = make(), make()
    s & t
def diff():
    s, t = make(), make()
    s - t
    s ^= t
def sub():
    s, t = make(), make()
    s <= t
    s == t
def upd():
    s = make()
    s.update(make())
for f in (add, discard, union, inter, diff, sub, upd): attempt(f.__name__, f)
