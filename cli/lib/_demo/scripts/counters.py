import threading


def count(n):
    while n > 0:
        n -= 1


threads = [threading.Thread(target=count, args=(200000,), name="counter-%d" % i) for i in (1, 2)]
for t in threads:
    t.start()
for t in threads:
    t.join()
