import threading
c = threading.Condition()
items = []
with c:
    print(c.wait(0.01), c.wait_for(lambda: items, timeout=0.01), c.wait_for(lambda: "ready"))
def fill():
    for i in range(3):
        with c:
            items.append(i)
            c.notify_all()
t = threading.Thread(target=fill)
with c:
    t.start()
    print(c.wait_for(lambda: len(items) == 3), items)
t.join()
