import threading
d, got, lock = {i: i for i in range(1000)}, [], threading.Lock()
def w():
    mine = []
    while True:
        try: mine.append(d.popitem()[0])
        except KeyError: break
    with lock: got.extend(mine)
ts = [threading.Thread(target=w) for _ in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print(sorted(got) == list(range(1000)), d)
