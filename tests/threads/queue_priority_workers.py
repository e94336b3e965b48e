import threading, queue
q = queue.PriorityQueue()
for p, n in ((3, "low"), (1, "high"), (2, "mid"), (1, "also high")): q.put((p, n))
out = []
def w():
    while True:
        try: out.append(q.get_nowait()[1])
        except queue.Empty: return
t = threading.Thread(target=w); t.start(); t.join()
print(out)
