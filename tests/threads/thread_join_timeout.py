import threading, time
e = threading.Event()
t = threading.Thread(target=e.wait)
t.start()
print(t.join(0.01), t.is_alive(), t.join(0), t.is_alive())
e.set()
t.join(10)
print(t.is_alive(), t.join(), t.join(timeout=-1))
