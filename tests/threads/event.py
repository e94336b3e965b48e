import threading
e = threading.Event()
print(e.is_set(), e.wait(0.01), e.wait(0))
out = []
def w(i):
    e.wait()
    out.append(i)
ts = [threading.Thread(target=w, args=(i,)) for i in range(5)]
for t in ts: t.start()
print(out)
e.set()
for t in ts: t.join()
print(sorted(out), e.is_set(), e.wait(), e.clear(), e.is_set())
