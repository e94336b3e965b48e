# gilvm only: CPython 3 has no modules thread and Queue
import thread, Queue
l = thread.allocate_lock()
l.acquire()
out = []
def f(x):
    out.append(x)
    l.release()
thread.start_new_thread(f, (5,))
l.acquire()
q = Queue.Queue()
q.put(1)
t_alive = __import__("threading").Thread().isAlive()
print(out, q.get(), t_alive)
