import queue
q = queue.Queue(2)
q.put(1); q.put_nowait(2)
print(q.full(), q.qsize(), q.maxsize)
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: q.put(3, block=False))
attempt(lambda: q.put(3, timeout=0.01))
attempt(lambda: q.put_nowait(3))
print(q.get(), q.get_nowait())
attempt(lambda: q.get(False))
attempt(lambda: q.get(timeout=0.01))
attempt(lambda: q.get(timeout=-1))
q.task_done(); q.task_done()
attempt(q.task_done)
q.join()
