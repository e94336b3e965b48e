log = []
class T:
    def __setattr__(self, n, v): log.append((n, v))
    def __setitem__(self, k, v): log.append((k, v))
t = T()
t.a, (t.b, *t.c), t["d"] = t.e = 1, (2, 3, 4), 5
print(log)
