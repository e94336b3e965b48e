# Joining oneself, or a thread that was not started; starting twice; changing daemon too late.
import threading


def attempt(f):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)


t = threading.Thread(target=lambda: attempt(t.join))
attempt(t.join)
t.start()
threading.Thread.join(t)
attempt(t.start)
attempt(threading.main_thread().join)
attempt(threading.main_thread().start)
attempt(lambda: setattr(t, "daemon", False))
attempt(lambda: setattr(threading.main_thread(), "daemon", True))
running = threading.Event()
r = threading.Thread(target=running.wait)
r.start()
attempt(r.start)
attempt(lambda: setattr(r, "daemon", True))
running.set()
r.join()


def joins_main():
    print(threading.main_thread().join(0.001), threading.main_thread().is_alive())


j = threading.Thread(target=joins_main)
j.start()
j.join()
