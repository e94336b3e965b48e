import threading
def f(*a, **k): print(a, sorted(k.items()))
for t in (threading.Thread(target=f, args=(1, 2), kwargs={"x": 3}), threading.Thread(None, f, "name", (5,), {"y": 1}), threading.Thread(target=f, args=[7])):
    t.start(); t.join()
