# Threads that make classes, instances and methods at the same time.
import threading

made = []


def work(n):
    for i in range(10):
        cls = type(f"C{n}_{i}", (object,), {"n": n, "value": lambda self: self.n * 10 + i})
        made.append(cls().value())


threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(made) == sorted(n * 10 + i for n in range(6) for i in range(10)))
