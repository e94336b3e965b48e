# Threads that grow the same dict and set with keys of their own lose nothing.
import threading

d = {}
s = set()


def work(n):
    for i in range(300):
        d[n, i] = i
        s.add((n, i))


threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(len(d), len(s), sum(d.values()), set(d) == s)
