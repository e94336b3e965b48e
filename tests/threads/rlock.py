import threading
r = threading.RLock()
def rec(n):
    with r: return n if n == 0 else 1 + rec(n - 1)
print(rec(50), r.acquire(), r.acquire(), r.acquire(timeout=1))
out = []
def other(): out.append(r.acquire(blocking=False))
def bad_release():
    try: r.release()
    except RuntimeError as e: out.append(str(e))
for f in (other, bad_release):
    t = threading.Thread(target=f); t.start(); t.join()
for _ in range(3): r.release()
def take():
    out.append(r.acquire(blocking=False))
    r.release()
t = threading.Thread(target=take); t.start(); t.join()
print(out)
