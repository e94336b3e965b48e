# A subclass's __init__ runs again, with the same arguments, in each thread that uses the object.
import threading

calls = []


class Data(threading.local):
    kind = "class attribute"
    number = 2

    def __init__(self, *args, **kwargs):
        calls.append((args, kwargs))
        self.items = list(args)

    def total(self):
        return sum(self.items) * self.number


data = Data(1, 2, key="k")
data.items.append(100)


def work():
    data.items.append(5)
    results.append((data.items, data.total(), data.kind))


results = []
threads = [threading.Thread(target=work) for _ in range(4)]
for t in threads:
    t.start()
    t.join()
print(calls)
print(results)
print(data.items, data.total())
