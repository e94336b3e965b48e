import threading
stop = threading.Event()
ts = [threading.Thread(target=stop.wait, name=f"t{i}") for i in range(4)]
for t in ts: t.start()
print(sorted(t.name for t in threading.enumerate()), threading.active_count(), all(t in threading.enumerate() for t in ts))
stop.set()
for t in ts: t.join()
print([t.name for t in threading.enumerate()], threading.active_count())
