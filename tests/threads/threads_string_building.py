import threading
res = [None] * 4
def w(i):
    s = ""
    for j in range(500): s += chr(97 + (i + j) % 26)
    res[i] = (len(s), s[:5], s.count("a"))
ts = [threading.Thread(target=w, args=(i,)) for i in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print(res)
