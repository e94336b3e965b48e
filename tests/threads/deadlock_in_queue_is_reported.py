# gilvm only: CPython hangs
# A queue that nobody will ever put into: a deadlock, exit code 3.
import queue
import threading

q = queue.Queue()
t = threading.Thread(target=q.get)
t.start()
print("waits", flush=True)
t.join()
print("never")
