import threading, gc
ok = []
class N: pass
def w(i):
    keep = []
    for j in range(2000):
        a = N(); a.me = a; a.data = [i, j, str(j)]
        if j % 100 == 0:
            keep.append(a)
        if j % 700 == 0: gc.collect()
    ok.append(all(k.me is k and k.data[0] == i for k in keep) and len(keep) == 20)
ts = [threading.Thread(target=w, args=(i,)) for i in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print(ok)
