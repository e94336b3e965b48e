# A timer calls its function with the arguments, once, unless it is cancelled in time.
import threading

calls = []
t = threading.Timer(0.001, lambda *a, **k: calls.append((a, k)), [1, 2], {"k": 3})
print(t.interval, t.args, t.kwargs, t.finished.is_set(), t.is_alive())
t.start()
t.join()
print(calls, t.finished.is_set())
t.cancel()
c = threading.Timer(1000, calls.append, ("never",))
c.start()
print(c.is_alive())
c.cancel()
c.join()
print(calls, c.finished.is_set(), c.is_alive())
n = threading.Timer(0.001, lambda: calls.append("no arguments"))
n.cancel()
n.start()
n.join()
print(calls, n.args, n.kwargs)
z = threading.Timer(0, calls.append, args=["at once"])
z.start()
z.join()
print(calls[1:])
d = threading.Timer(1000, print)
d.daemon = True
d.start()
print(d.daemon, isinstance(d, threading.Thread))
