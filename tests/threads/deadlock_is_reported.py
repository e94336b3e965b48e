# gilvm only: CPython hangs for ever
import threading
a, b = threading.Lock(), threading.Lock()
bar = threading.Barrier(2)
def w(x, y):
    with x:
        bar.wait()
        with y: pass
print("about to lock up", flush=True)
threading.Thread(target=w, args=(a, b)).start()
threading.Thread(target=w, args=(b, a)).start()
