import threading
def hook(a): print("hook:", a.exc_type.__name__, a.exc_value, a.thread.name, a.exc_traceback is not None)
threading.excepthook = hook
t = threading.Thread(target=lambda: 1 / 0, name="dying")
t.start(); t.join()
def quits(): raise SystemExit(3)
t = threading.Thread(target=quits)
t.start(); t.join()
print("main goes on", t.is_alive())
