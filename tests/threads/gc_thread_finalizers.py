# gilvm only: the collector as a thread of its own is gilvm's
# flags: --gc=thread
"""`__del__` runs in the collector's thread: it may take a lock that the interrupted thread holds, and waits for it.
Scripts do not count that thread."""
import _thread
import threading

lock = threading.Lock()
main = threading.get_ident()
where = set()
done = threading.Event()


class Noisy:
    def __del__(self):
        with lock:
            where.add(threading.get_ident() == main)
            done.set()


def churn():
    while not done.is_set():
        with lock:
            for i in range(100):
                pair = [Noisy(), None]
                pair[1] = pair
        bytes(100000)


workers = [threading.Thread(target=churn) for _ in range(3)]
for w in workers:
    w.start()
for w in workers:
    w.join()
print(done.is_set(), where)
print(threading.active_count(), _thread._count())
print([t.name for t in threading.enumerate() if not t.name.startswith('Dummy')])
