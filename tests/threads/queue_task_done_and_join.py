# join waits until task_done was called for each item; too many calls are an error.
import queue
import threading

q = queue.Queue()
done = []


def work():
    while (item := q.get()) is not None:
        done.append(item)
        q.task_done()
    q.task_done()


threads = [threading.Thread(target=work) for _ in range(3)]
for i in range(30):
    q.put(i)
for t in threads:
    t.start()
for _ in threads:
    q.put(None)
q.join()
print(sorted(done) == list(range(30)), q.unfinished_tasks)
for t in threads:
    t.join()
q.join()
try:
    q.task_done()
except ValueError as e:
    print(e)
