import threading, sys
out = []
b = threading.Barrier(3)
def w(e):
    try:
        raise e
    except Exception:
        b.wait()
        a = sys.exc_info()[1] is e
        b.wait()
        out.append(a)
    out.append(sys.exc_info()[0] is None)
ts = [threading.Thread(target=w, args=(e,)) for e in (ValueError(1), KeyError(2), OSError(3))]
for t in ts: t.start()
for t in ts: t.join()
print(out, sys.exc_info())
