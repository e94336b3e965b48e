# A thread is a daemon if the one that made it is, unless told otherwise.
import threading

found = []


def look():
    found.append((threading.Thread().daemon, threading.Thread(daemon=False).daemon, threading.Thread(daemon=True).daemon,
                  threading.Timer(1, print).daemon))


for daemon in (False, True, None):
    t = threading.Thread(target=look, daemon=daemon)
    t.start()
    t.join()
print(found, threading.main_thread().daemon)
t = threading.Thread()
t.daemon = True
print(t.daemon, t)
t.daemon = 0
print(t.daemon, bool(t.daemon))
