import threading
b = threading.Barrier(2)
def attempt(f):
    try:
        f()
    except threading.BrokenBarrierError as e:
        print("BrokenBarrierError", e, b.broken)
attempt(lambda: b.wait(timeout=0.01))
attempt(b.wait)
b.reset()
print(b.broken)
out = []
def w():
    try: b.wait()
    except threading.BrokenBarrierError: out.append("broken")
t = threading.Thread(target=w); t.start()
b.abort(); t.join()
print(out, b.broken)
bad = threading.Barrier(1, action=lambda: 1 / 0)
try:
    bad.wait()
except ZeroDivisionError as e:
    print(e, bad.broken)
