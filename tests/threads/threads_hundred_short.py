import threading
total, lock = 0, threading.Lock()
def w(i):
    global total
    with lock: total += i
for batch in range(4):
    ts = [threading.Thread(target=w, args=(i,)) for i in range(50)]
    for t in ts: t.start()
    for t in ts: t.join()
print(total)
