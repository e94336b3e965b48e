import threading
d = threading.local()
d.x = "main"
out = []
def work(i):
    try: d.x
    except AttributeError as e: out.append(str(e))
    d.x = i
    for _ in range(100): assert d.x == i
    out.append((i, vars(d)))
for i in range(3):
    t = threading.Thread(target=work, args=(i,)); t.start(); t.join()
print(out, d.x, d.__dict__)
del d.x
print(hasattr(d, "x"))
