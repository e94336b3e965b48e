# Two hundred threads, one local, no mixing.
import threading

data = threading.local()
wrong = []


def work(n):
    data.n = n
    data.items = []
    for i in range(5):
        data.items.append(n)
        if data.n != n or data.items != [n] * (i + 1):
            wrong.append(n)


for _ in range(10):
    threads = [threading.Thread(target=work, args=(n,)) for n in range(20)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
print(wrong, vars(data))
