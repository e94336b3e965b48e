import threading
order = []
lock = threading.Lock()
b = threading.Barrier(4, action=lambda: order.append("action"))
def work(i):
    for phase in range(3):
        with lock: order.append(phase)
        r = b.wait()
        assert 0 <= r < 4
ts = [threading.Thread(target=work, args=(i,)) for i in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print(order, b.parties, b.n_waiting, b.broken)
