# Any number of threads may join a queue; all go on when the last task is done.
import queue
import threading

q = queue.Queue()
q.put(1)
q.put(2)
through = []


def joins():
    q.join()
    through.append(1)


threads = [threading.Thread(target=joins) for _ in range(8)]
for t in threads:
    t.start()
print(q.get(), q.get(), through)
q.task_done()
print(through)
q.task_done()
for t in threads:
    t.join()
print(len(through))
