# What a Thread looks like before, during and after its life.
import threading


def show(t):
    print(repr(t).replace(str(t.ident), "IDENT"))


go = threading.Event()
t = threading.Thread(target=go.wait)
d = threading.Thread(target=go.wait, name="daemon", daemon=True)
show(t)
show(d)
for x in (t, d):
    x.start()
    show(x)
go.set()
for x in (t, d):
    x.join()
    show(x)


class Mine(threading.Thread):
    def run(self):
        show(self)


m = Mine(name="my own")
show(m)
m.start()
m.join()
show(m)
show(threading.main_thread())
show(threading.Timer(5, print))
