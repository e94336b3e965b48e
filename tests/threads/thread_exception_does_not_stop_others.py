import threading
threading.excepthook = lambda a: None
out = []
lock = threading.Lock()
def work(i):
    if i % 3 == 0: raise RuntimeError(i)
    with lock: out.append(i)
ts = [threading.Thread(target=work, args=(i,)) for i in range(12)]
for t in ts: t.start()
for t in ts: t.join()
print(sorted(out))
