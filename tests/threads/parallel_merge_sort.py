import threading, random
random.seed(9)
def msort(l, depth):
    if len(l) < 2: return l
    m = len(l) // 2
    if depth:
        out = [None, None]
        def go(k, part): out[k] = msort(part, depth - 1)
        ts = [threading.Thread(target=go, args=(k, p)) for k, p in enumerate((l[:m], l[m:]))]
        for t in ts: t.start()
        for t in ts: t.join()
        a, b = out
    else: a, b = msort(l[:m], 0), msort(l[m:], 0)
    r, i, j = [], 0, 0
    while i < len(a) and j < len(b):
        if a[i] <= b[j]: r.append(a[i]); i += 1
        else: r.append(b[j]); j += 1
    return r + a[i:] + b[j:]
l = [random.randrange(1000) for _ in range(600)]
print(msort(l, 2) == sorted(l))
