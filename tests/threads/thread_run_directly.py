# run() may be called without start(): then it runs here, and the arguments are gone afterwards.
import threading


def f(*args, **kwargs):
    print(args, kwargs, threading.current_thread() is threading.main_thread())


t = threading.Thread(target=f, args=[1, 2], kwargs={"k": 3})
t.run()
print(t.is_alive(), t.ident)
try:
    t.run()
except AttributeError as e:
    print(type(e).__name__)
print(threading.Thread().run())
t = threading.Thread()
t.start()
t.join()
print(t.is_alive())
