import threading
data = list(range(20000))
parts = [0] * 4
def s(k): parts[k] = sum(data[k * 5000:(k + 1) * 5000])
ts = [threading.Thread(target=s, args=(k,)) for k in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print(parts, sum(parts) == sum(data))
