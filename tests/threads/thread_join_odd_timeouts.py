# Time-outs of join: zero, negative, bool, too large, not a number.
import threading

go = threading.Event()
t = threading.Thread(target=go.wait)
t.start()
for timeout in (0, 0.0, -1, -1e300, True - 1, 0.001):
    print(repr(timeout), t.join(timeout), t.is_alive())
for timeout in (1e300, float("inf"), threading.TIMEOUT_MAX * 2, "1", [], 1j):
    other = threading.Thread(target=go.wait)
    other.start()
    try:
        print(other.join(timeout))
    except (TypeError, ValueError, OverflowError) as e:
        print(type(e).__name__, e)
go.set()
t.join(threading.TIMEOUT_MAX)
print(t.is_alive())
