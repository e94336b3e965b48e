def attempt(name, f):
    try:
        f()
        print(name, "ended")
    except Exception as e:
        print(name, "ended")
class K:
    armed = False
    def __init__(self, d, v): self.d, self.v = d, v
    def __hash__(self): return 1
    def __eq__(self, o):
        if K.armed: self.d.clear()
        return self.v == getattr(o, "v", None)
    def __repr__(self):
        self.d.clear()
        return "K"
def make():
    K.armed = False
    d = {}
    for i in range(5): d[K(d, i)] = i
    K.armed = True
    return d
def get():
    d = make()
    d.get(K(d, 9))
def put():
    d = make()
    d[K(d, 9)] = 1
def delete():
    d = make()
    del d[K(d, 4)]
def contains():
    d = make()
    K(d, 9) in d
def setdefault():
    d = make()
    d.setdefault(K(d, 9), 1)
def pop():
    d = make()
    d.pop(K(d, 9), None)
def eq():
    a, b = make(), make()
    a == b
def rep():
    d = make()
    repr(d)
def upd():
    d = make()
    d.update({K(d, 9): 1})
def values():
    class V:
        def __eq__(self, o):
            d.clear()
            return False
    d = {1: V(), 2: V()}
    5 in d.values()
    d2 = {1: V()}
    d2 == {1: 5}
for f in (get, put, delete, contains, setdefault, pop, eq, rep, upd, values): attempt(f.__name__, f)
