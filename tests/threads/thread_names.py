import threading
print(threading.current_thread().name, threading.main_thread().name, threading.current_thread() is threading.main_thread())
def work(): pass
a = threading.Thread(target=work)
b = threading.Thread(target=work, name="中文名")
c = threading.Thread()
d = threading.Thread(target=lambda: None)
print(a.name, b.name, c.name, d.name)
b.name = "renamed"
b.setName("old way") if hasattr(b, "setName") else None
print(b.name, b.getName(), repr(a).startswith("<Thread(Thread-1 (work), initial"))
a.start(); a.join()
print("stopped" in repr(a), "_MainThread(MainThread, started" in repr(threading.main_thread()))
