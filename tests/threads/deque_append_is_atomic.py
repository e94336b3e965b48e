import threading
from collections import deque
q = deque()
def w(i):
    for j in range(500): q.append(i) if j % 2 else q.appendleft(i)
ts = [threading.Thread(target=w, args=(i,)) for i in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print(len(q), sorted(set(q)), sum(q))
