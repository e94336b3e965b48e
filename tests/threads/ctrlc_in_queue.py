# Ctrl-C ends get, put and join of the queues, and leaves them usable.
import os
import queue
import signal
import threading

empty, full, simple = queue.Queue(), queue.Queue(1), queue.SimpleQueue()
full.put("item")
for call in (empty.get, lambda: empty.get(timeout=1000), lambda: full.put(1), full.join, simple.get,
             lambda: simple.get(timeout=1000), queue.PriorityQueue().get):
    t = threading.Timer(0.01, os.kill, (os.getpid(), signal.SIGINT))
    try:
        t.start()
        call()
    except KeyboardInterrupt:
        print("interrupted")
    t.join()
empty.put(1)
simple.put(2)
print(empty.get(), simple.get(), full.get(), full.qsize())
