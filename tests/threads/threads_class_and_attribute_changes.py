import threading
class A: total = 0
lock = threading.Lock()
objs = [A() for _ in range(4)]
def w(i):
    for j in range(200):
        setattr(objs[i], f"a{j}", j)
        with lock: A.total += 1
ts = [threading.Thread(target=w, args=(i,)) for i in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print(A.total, [len(vars(o)) for o in objs], objs[2].a199)
