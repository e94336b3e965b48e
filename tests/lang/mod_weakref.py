import weakref, gc
class A:
    def __init__(self, n): self.n = n
a = A(1)
r = weakref.ref(a)
print(r() is a, r().n, weakref.getweakrefcount(a) >= 1)
p = weakref.proxy(a)
print(p.n)
d = weakref.WeakValueDictionary()
d["k"] = a
k = weakref.WeakKeyDictionary()
k[a] = "v"
s = weakref.WeakSet([a])
print(d["k"].n, k[a], len(s), a in s)
log = []
r2 = weakref.ref(a, lambda ref: log.append("gone"))
f = weakref.finalize(a, log.append, "finalized")
print(f.alive)
del a
gc.collect()
print(r(), r2(), sorted(log), len(d), len(k), len(s), f.alive)
try:
    p.n
except ReferenceError as e:
    print(e)
for bad in (5, "s", (), None, [1]):
    try:
        weakref.ref(bad)
    except TypeError as e:
        print(e)
class M:
    def m(self): return "method"
o = M()
wm = weakref.WeakMethod(o.m)
print(wm()())
