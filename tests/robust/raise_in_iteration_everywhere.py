class It:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        self.n -= 1
        if self.n < 0: raise OSError("iter failed")
        return self.n
def attempt(name, f):
    try:
        f()
        print(name, "?")
    except OSError as e:
        print(name, e)
for name, f in (("list", list), ("tuple", tuple), ("set", set), ("dict", lambda i: dict.fromkeys(i)), ("sum", sum), ("sorted", sorted), ("max", max), ("star", lambda i: [*i]), ("call", lambda i: print(*i)), ("join", lambda i: ",".join(str(x) for x in i)), ("zip", lambda i: list(zip(i, range(9)))), ("map", lambda i: list(map(str, i))), ("enumerate", lambda i: list(enumerate(i))), ("extend", lambda i: [].extend(i)), ("bytes", bytes), ("bytearray", bytearray), ("frozenset", frozenset), ("update", lambda i: set().update(i)), ("all", lambda i: all(x >= 0 for x in i)), ("in", lambda i: 99 in i), ("slice assign", lambda i: [1].__setitem__(slice(0, 1), i)), ("filter", lambda i: list(filter(None, i))), ("comp", lambda i: {x: 1 for x in i}), ("reversed", lambda i: list(reversed(list(i))))):
    attempt(name, lambda: f(It(3)))
try:
    a, b, c, d = It(2)
except OSError as e:
    print("unpack", e)
def g(): yield from It(1)
attempt("yield from", lambda: list(g()))
