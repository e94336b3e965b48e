import threading
out = []
def deep(n): return n if n == 0 else deep(n - 1)
def w():
    deep(800)
    try: deep(10 ** 6)
    except RecursionError: out.append("RecursionError")
ts = [threading.Thread(target=w) for _ in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print(out)
