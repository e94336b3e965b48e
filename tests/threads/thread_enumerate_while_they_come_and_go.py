# enumerate and active_count agree with is_alive while threads start and end.
import threading
import time

stop = False
wrong = []


def watch():
    while not stop:
        for t in threading.enumerate():
            if t.ident is None and not t.name.startswith("Thread"):
                wrong.append(t)
        if threading.active_count() < 2:
            wrong.append("count")
        time.sleep(0)                           # some policies let others in only if they win a race


watcher = threading.Thread(target=watch, name="watcher")
watcher.start()
for _ in range(30):
    threads = [threading.Thread(target=int) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
        if t in threading.enumerate() and t.is_alive():
            wrong.append(t)
stop = True
watcher.join()
print(wrong, threading.active_count())
