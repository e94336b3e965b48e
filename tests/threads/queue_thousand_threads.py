# A thousand threads at one queue.
import queue
import threading

q = queue.Queue()
out = queue.Queue()


def work():
    out.put(q.get() * 2)
    q.task_done()


threads = [threading.Thread(target=work) for _ in range(1000)]
for t in threads:
    t.start()
for i in range(1000):
    q.put(i)
q.join()
for t in threads:
    t.join()
print(sum(out.get() for _ in range(1000)), out.empty())
