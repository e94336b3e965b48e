class T:
    def __init__(self): self._c = 0
    @property
    def c(self):
        "doc of c"
        return self._c
    @c.setter
    def c(self, v):
        if v < -273: raise ValueError("too cold")
        self._c = v
    @c.deleter
    def c(self):
        print("deleted")
    ro = property(lambda self: "read only")
t = T()
t.c = 20
t.c += 5
print(t.c, T.c.__doc__, t.ro)
del t.c
def attempt(f):
    try:
        f()
    except Exception as e:
        print(f"{type(e).__name__}: {e}")
attempt(lambda: setattr(t, "c", -300))
attempt(lambda: setattr(t, "ro", 1))
attempt(lambda: delattr(t, "ro"))
class W: x = property(None, lambda s, v: print("set", v))
W().x = 3
attempt(lambda: W().x)
