# gilvm only: CPython hangs
# Two threads that join each other are a deadlock, exit code 3.
import threading

threads = []
go = threading.Event()


def joins(i):
    go.wait()
    threads[1 - i].join()


for i in range(2):
    threads.append(threading.Thread(target=joins, args=(i,)))
for t in threads:
    t.start()
print("go", flush=True)
go.set()
