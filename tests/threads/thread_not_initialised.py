# A subclass that forgets Thread.__init__ is told so by every method.
import threading


class Forgot(threading.Thread):
    def __init__(self):
        pass


t = Forgot()
for what in (t.start, t.join, t.is_alive, lambda: t.name, lambda: t.ident, lambda: t.native_id, lambda: t.daemon,
             lambda: repr(t), lambda: setattr(t, "name", "x"), lambda: setattr(t, "daemon", True)):
    try:
        print(what())
    except (RuntimeError, AssertionError) as e:
        print(type(e).__name__, e)
