# While the program ends, an atexit function can still start and join threads.
import atexit
import threading


def late():
    t = threading.Thread(target=print, args=("late thread",))
    t.start()
    t.join()
    print(threading.main_thread().is_alive(), threading.active_count())


atexit.register(late)
try:
    threading._register_atexit(print, "registered")
except RuntimeError as e:
    print(e)
print("main ends")
