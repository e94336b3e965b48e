# gilvm only: CPython is ended by SIGQUIT
# kill -QUIT shows what every thread does, and the program goes on; a handler of the script's own goes before.
import os
import signal
import threading

lock = threading.Lock()
box = threading.Event()


def holder():
    with lock:
        box.wait()


def wanter():
    with lock:
        pass


lock.acquire()
a = threading.Thread(target=holder, name="holder")
b = threading.Thread(target=wanter, name="wanter")
a.start()
b.start()
while not b.is_alive():
    pass
stderr = os.dup(2)
r, w = os.pipe()
os.dup2(w, 2)
os.kill(os.getpid(), signal.SIGQUIT)
text = os.read(r, 65536).decode()           # the signal may reach another thread first: wait for the text
os.dup2(stderr, 2)
print(text.splitlines()[0].startswith("gilvm: 3 threads, policy "))
print("MainThread (thread 1), most recent call last:" in text)
print("sigquit_shows_all_threads.py" in text, "in <module>" in text)
print("wanter (thread 3) " in text)
print(signal.getsignal(signal.SIGQUIT) == signal.SIG_DFL)
handled = []
signal.signal(signal.SIGQUIT, lambda number, frame: handled.append(number == signal.SIGQUIT))
os.kill(os.getpid(), signal.SIGQUIT)
while not handled:
    pass
print("handler", handled)
lock.release()
box.set()
a.join()
b.join()
print("ended")
