# gilvm only: isAlive went with CPython 3.9
# isAlive, which teaching texts use, answers as is_alive does.
import threading

go = threading.Event()
t = threading.Thread(target=go.wait)
print(t.isAlive())
t.start()
print(t.isAlive(), t.is_alive())
go.set()
t.join()
print(t.isAlive(), threading.main_thread().isAlive())
