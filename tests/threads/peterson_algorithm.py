# Sequential consistency under a global lock makes it work.
import threading
flag, turn, n = [False, False], 0, 0
def w(me):
    global turn, n
    for _ in range(100):
        flag[me] = True
        turn = 1 - me
        while flag[1 - me] and turn == 1 - me: pass
        x = n
        n = x + 1
        flag[me] = False
ts = [threading.Thread(target=w, args=(i,)) for i in (0, 1)]
for t in ts: t.start()
for t in ts: t.join()
print(n)
