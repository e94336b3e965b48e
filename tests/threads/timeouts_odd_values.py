import threading, queue
def attempt(name, f):
    try:
        print(name, f())
    except Exception as e:
        print(name, type(e).__name__, e)
l = threading.Lock()
l.acquire()
attempt("zero", lambda: l.acquire(timeout=0))
attempt("nan", lambda: l.acquire(timeout=float("nan")))
attempt("inf", lambda: l.acquire(timeout=float("inf")))
attempt("huge", lambda: l.acquire(timeout=1e300))
attempt("str", lambda: l.acquire(timeout="1"))
attempt("minus", lambda: l.acquire(timeout=-5))
e = threading.Event()
attempt("event minus", lambda: e.wait(-1))
attempt("event zero", lambda: e.wait(0))
attempt("queue zero", lambda: queue.Queue().get(timeout=0))
t = threading.Thread(target=l.acquire, daemon=True)
t.start()
attempt("join minus", lambda: t.join(-1))
attempt("join zero", lambda: t.join(0))
l.release(); t.join()
print("end")
