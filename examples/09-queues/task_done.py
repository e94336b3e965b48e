"""join() of a queue waits until every item was reported done.

    gilvm examples/09-queues/task_done.py

Row 20. The workers are daemons: they wait for more for ever, and end with the program.
"""
import queue
import threading

q = queue.Queue()
results = []


def worker():
    while True:
        n = q.get()
        results.append(n * n)
        q.task_done()


for _ in range(3):
    threading.Thread(target=worker, daemon=True).start()
for n in range(10):
    q.put(n)
q.join()
print('全部完成:', sorted(results))
print('unfinished:', q.unfinished_tasks)
try:
    q.task_done()
except ValueError as error:
    print('ValueError:', error)
