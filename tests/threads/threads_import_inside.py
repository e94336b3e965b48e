import threading
out = []
def w():
    import json, heapq
    from collections import OrderedDict
    out.append((json.dumps([1]), heapq.nlargest(1, [1, 2]), type(OrderedDict()).__name__))
ts = [threading.Thread(target=w) for _ in range(6)]
for t in ts: t.start()
for t in ts: t.join()
print(len(out), len(set(map(str, out))), out[0])
