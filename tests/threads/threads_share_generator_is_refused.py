# A generator that runs in one thread cannot be entered by another.
import threading

inside = threading.Event()
go = threading.Event()


def gen():
    inside.set()
    go.wait()
    yield 1


g = gen()
got = []
t = threading.Thread(target=lambda: got.append(next(g)))
t.start()
inside.wait()
try:
    next(g)
except ValueError as e:
    print(e)
go.set()
t.join()
print(got, list(g))
