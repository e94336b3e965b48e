import threading
def primes(a, b): return [n for n in range(max(a, 2), b) if all(n % d for d in range(2, int(n ** 0.5) + 1))]
res = {}
def w(i): res[i] = primes(i * 500, (i + 1) * 500)
ts = [threading.Thread(target=w, args=(i,)) for i in range(6)]
for t in ts: t.start()
for t in ts: t.join()
allp = sum((res[i] for i in range(6)), [])
print(len(allp), allp[-3:])
