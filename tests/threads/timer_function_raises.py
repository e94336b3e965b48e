# A timer's function that raises is reported as a thread's exception is.
import threading

threading.excepthook = lambda args: print(args.thread.name, args.exc_type.__name__)
t = threading.Timer(0, lambda: 1 / 0)
t.name = "timer"
t.start()
t.join()
print(t.finished.is_set(), t.is_alive())
