import threading
out = []
t = threading.Timer(0.01, lambda a, k=0: out.append((a, k)), args=[1], kwargs={"k": 2})
t.start(); t.join()
print(out, t.is_alive(), t.finished.is_set())
c = threading.Timer(30, print, ["never"])
c.start(); c.cancel(); c.join()
print(c.is_alive(), "cancelled")
