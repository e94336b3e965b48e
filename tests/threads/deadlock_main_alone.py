# gilvm only: CPython hangs for ever
import threading
l = threading.Lock()
l.acquire()
print("one", flush=True)
l.acquire()
