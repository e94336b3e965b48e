import threading
turn, out = 0, []
def w(me):
    global turn
    for _ in range(5):
        while turn != me: pass
        out.append(me)
        turn = 1 - me
ts = [threading.Thread(target=w, args=(i,)) for i in (0, 1)]
for t in ts: t.start()
for t in ts: t.join()
print(out)
