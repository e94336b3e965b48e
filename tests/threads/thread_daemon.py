import threading
d = threading.Thread(target=threading.Event().wait, daemon=True)
print(d.daemon, threading.Thread().daemon, threading.main_thread().daemon)
d.start()
def child(): print("child inherits", threading.Thread().daemon, threading.current_thread().daemon)
for dm in (True, False):
    t = threading.Thread(target=child, daemon=dm)
    t.start(); t.join()
t = threading.Thread()
t.daemon = True
print(t.daemon, t.isDaemon() if hasattr(t, "isDaemon") else True)
print("main ends while the daemon waits")
