def attempt(name, f):
    try:
        f()
        print(name, "ok")
    except Exception as e:
        print(name, type(e).__name__)
class Evil:
    def __init__(self, l): self.l = l
    def __eq__(self, o):
        self.l.clear()
        return False
    def __lt__(self, o):
        self.l.clear()
        return True
    def __repr__(self):
        self.l.clear()
        return "E"
    def __index__(self):
        self.l.clear()
        return 0
def make(n=5):
    l = []
    l.extend([Evil(l) for _ in range(n)])
    return l
attempt("in", lambda: 1 in make())
attempt("count", lambda: make().count(1))
attempt("index", lambda: make().index(1))
attempt("remove", lambda: make().remove(1))
attempt("eq", lambda: make() == [1, 2, 3, 4, 5])
attempt("lt", lambda: make() < [1, 2, 3, 4, 5])
attempt("sort", lambda: make().sort())
attempt("min", lambda: min(make()))
attempt("repr", lambda: repr(make()))
attempt("sorted", lambda: sorted(make()))
def idx():
    l = [1, 2, 3]
    return l[Evil(l)]
attempt("index clears", idx)
def setidx():
    l = [1, 2, 3]
    l[Evil(l)] = 5
attempt("set index clears", setidx)
def ins():
    l = [1, 2, 3]
    l.insert(Evil(l), 9)
    print(l)
attempt("insert clears", ins)
def pop():
    l = [1, 2, 3]
    l.pop(Evil(l))
attempt("pop clears", pop)
def sl():
    l = [1, 2, 3]
    print(l[Evil(l):2])
    l = [1, 2, 3]
    del l[Evil(l):]
    print(l)
attempt("slice clears", sl)
def ext():
    l = [1]
    def g():
        for i in range(5):
            l.clear()
            yield i
    l.extend(g())
    print(l)
attempt("extend clears", ext)
def slassign():
    l = [1, 2, 3]
    def g():
        l.clear()
        yield 7
    l[0:2] = g()
    print(l)
attempt("slice assign clears", slassign)
def join():
    l = ["a"]
    class S:
        def __iter__(self):
            l.clear()
            return iter(["x", "y"])
    print(",".join(S()))
attempt("join", join)
def extself():
    l = [1, 2]
    l.extend(l)
    l += l
    l[1:1] = l
    print(len(l))
attempt("extend self", extself)
def mapself():
    l = [1, 2, 3]
    list(map(lambda x: l.clear(), l))
    print(l)
attempt("map clears", mapself)
