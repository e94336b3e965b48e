# The constructor's arguments, and what it refuses.
import threading


def attempt(*args, **kwargs):
    try:
        t = threading.Thread(*args, **kwargs)
        print(t.name, t.daemon)
    except Exception as e:
        print(type(e).__name__, e)


def f():
    pass


attempt(None, f, "n", (), {})
attempt(1)
attempt(group="g")
attempt(None, f, "n", (), {}, True)
attempt(target=f, args=None)
attempt(daemon=1)
attempt(daemon=None)
attempt(daemon=[])
attempt(nonsense=1)
attempt(target=5)
t = threading.Thread(target=5)
threading.excepthook = lambda args: print(args.exc_type.__name__, args.exc_value)
t.start()
t.join()
t = threading.Thread(target=f, args=(1,))
t.start()
t.join()
t = threading.Thread(target=f, kwargs={"x": 1})
t.start()
t.join()
t = threading.Thread(target=f, args=5)
t.start()
t.join()
