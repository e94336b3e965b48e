import threading
out, lock = [], threading.Lock()
def tree(n):
    with lock: out.append(n)
    if n:
        ts = [threading.Thread(target=tree, args=(n - 1,)) for _ in range(2)]
        for t in ts: t.start()
        for t in ts: t.join()
tree(4)
print(sorted(out), threading.active_count())
