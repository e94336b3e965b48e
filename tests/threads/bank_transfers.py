import threading, random
random.seed(1)
acc = [100] * 5
locks = [threading.Lock() for _ in acc]
plan = [[(random.randrange(5), random.randrange(5), random.randrange(20)) for _ in range(200)] for _ in range(4)]
def run(moves):
    for a, b, n in moves:
        if a == b: continue
        x, y = sorted((a, b))
        with locks[x], locks[y]:
            if acc[a] >= n:
                acc[a] -= n
                acc[b] += n
ts = [threading.Thread(target=run, args=(p,)) for p in plan]
for t in ts: t.start()
for t in ts: t.join()
print(sum(acc), all(v >= 0 for v in acc))
