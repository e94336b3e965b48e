# join may be called often, by many threads, and with any time-out once the thread has ended.
import threading

go = threading.Event()
t = threading.Thread(target=go.wait)
t.start()
done = []
waiters = [threading.Thread(target=lambda: done.append(t.join())) for _ in range(10)]
for w in waiters:
    w.start()
print(t.join(0.001), t.is_alive(), done)
go.set()
for w in waiters:
    w.join()
print(done == [None] * 10, t.join(), t.join(0), t.join(-1), t.join(1e9), t.is_alive())
