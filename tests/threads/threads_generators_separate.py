import threading
def fib(n):
    a, b = 0, 1
    for _ in range(n):
        yield a
        a, b = b, a + b
res = {}
def w(i): res[i] = list(fib(i))[-1]
ts = [threading.Thread(target=w, args=(i,)) for i in range(10, 60, 10)]
for t in ts: t.start()
for t in ts: t.join()
print(sorted(res.items()))
