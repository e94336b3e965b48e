import threading, time
out = []
def w(d):
    time.sleep(d)
    out.append(d)
ts = [threading.Thread(target=w, args=(d,)) for d in (0.5, 0.02, 0.26)]
for t in ts: t.start()
for t in ts: t.join()
print(out)
