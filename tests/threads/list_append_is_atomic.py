import threading
l, d = [], {}
def w(i):
    for j in range(500):
        l.append((i, j))
        d[i, j] = 1
ts = [threading.Thread(target=w, args=(i,)) for i in range(6)]
for t in ts: t.start()
for t in ts: t.join()
print(len(l), len(d), len(set(l)), sorted(l) == sorted(d))
print(all([j for k, j in l if k == i] == list(range(500)) for i in range(6)))
