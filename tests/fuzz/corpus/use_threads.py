import threading
l, n = threading.Lock(), []
def w(i):
    with l: n.append(i)
t = [threading.Thread(target=w, args=(i,)) for i in range(3)]
[x.start() for x in t]; [x.join() for x in t]
print(len(n))
