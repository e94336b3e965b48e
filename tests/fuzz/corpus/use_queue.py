import threading, queue
q = queue.Queue(1)
t = threading.Thread(target=lambda: [q.put(i) for i in range(3)])
t.start()
print([q.get() for _ in range(3)])
t.join()
