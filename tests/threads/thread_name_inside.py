import threading
def work(out): out.append((threading.current_thread().name, threading.currentThread() is threading.current_thread()))
import warnings
warnings.simplefilter("ignore")
out = []
for n in ("alpha", "beta"):
    t = threading.Thread(target=work, args=(out,), name=n)
    t.start(); t.join()
print(out)
