import threading
out = []
def work(n): out.append(n * n)
ts = [threading.Thread(target=work, args=(i,)) for i in range(10)]
for t in ts: t.start()
for t in ts: t.join()
print(sorted(out), any(t.is_alive() for t in ts), threading.active_count())
