import threading
c = threading.Condition()
ready, awake = 0, []
go = threading.Semaphore(0)
tokens = 0
def waiter(i):
    global ready, tokens
    with c:
        ready += 1
        go.release()
        while tokens == 0: c.wait()
        tokens -= 1
        awake.append(i)
    done.release()
done = threading.Semaphore(0)
ts = [threading.Thread(target=waiter, args=(i,)) for i in range(6)]
for t in ts: t.start()
for _ in ts: go.acquire()
with c:
    tokens = 2
    c.notify(2)
done.acquire(); done.acquire()
with c: print(len(awake))
with c:
    tokens = 4
    c.notify_all()
for t in ts: t.join()
print(sorted(awake), tokens)
