# put of a SimpleQueue may be called while get waits, also from __del__ and from handlers: it never waits itself.
import queue
import threading

q = queue.SimpleQueue()
results = []
t = threading.Thread(target=lambda: results.append([q.get() for _ in range(3)]))
t.start()


class Late:
    def __str__(self):
        q.put("from inside")
        return "late"


q.put(str(Late()))
q.put("last")
t.join()
print(sorted(results[0]))
try:
    q.get(timeout=0.001)
except queue.Empty:
    print("empty")
