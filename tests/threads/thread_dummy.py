# A thread that _thread started is a _DummyThread to threading: a daemon that cannot be joined.
import _thread
import threading

done = threading.Lock()
done.acquire()


def work():
    t = threading.current_thread()
    print(type(t).__name__, t.daemon, t.is_alive(), t.name.startswith("Dummy-"), t.ident == threading.get_ident())
    print(t in threading.enumerate(), threading.current_thread() is t)
    for f in (t.join, t.start):
        try:
            f()
        except (AssertionError, RuntimeError) as e:
            print(type(e).__name__, e)
    done.release()


_thread.start_new_thread(work, ())
done.acquire()
