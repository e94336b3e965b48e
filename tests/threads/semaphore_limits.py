import threading
s = threading.Semaphore(3)
lock = threading.Lock()
now = peak = 0
def work():
    global now, peak
    for _ in range(20):
        with s:
            with lock:
                now += 1
                peak = max(peak, now)
            with lock: now -= 1
ts = [threading.Thread(target=work) for _ in range(8)]
for t in ts: t.start()
for t in ts: t.join()
print(peak <= 3, now)
t = threading.Semaphore(0)
print(t.acquire(blocking=False), t.acquire(timeout=0.01), t.release(2), t.acquire(), t.acquire(False), t.acquire(False))
b = threading.BoundedSemaphore(2)
b.acquire(); b.release()
try:
    b.release()
except ValueError as e:
    print(e)
