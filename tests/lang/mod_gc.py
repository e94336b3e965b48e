import gc
class N: pass
a, b = N(), N()
a.o, b.o = b, a
del a, b
print(gc.collect() >= 0, gc.isenabled())
gc.disable()
print(gc.isenabled())
gc.enable()
print(gc.isenabled(), len(gc.get_count()), len(gc.get_threshold()), isinstance(gc.get_objects(), list), gc.garbage)
gc.collect(0)
class D:
    def __del__(self): print("del runs")
d = D()
d.me = d
del d
N(), N()  # what the loop keeps of the last instance is overwritten
gc.collect()
print("end")
