# Odd time-outs of Event.wait: none, bool, integers, NaN, infinity, far too large, not a number.
import threading

event = threading.Event()
for t in (0, 0.0, False, -0.0, -1, 1e-9):
    print(repr(t), event.wait(t))
for t in (float("nan"), float("inf"), 1e300, threading.TIMEOUT_MAX * 2, 10 ** 30, "1", [], 1j, None.__class__):
    try:
        print(event.wait(t))
    except (TypeError, ValueError, OverflowError) as e:
        print(type(e).__name__, e)
event.set()
for t in (float("nan"), float("inf"), "1", [], None, threading.TIMEOUT_MAX):
    print(event.wait(t))
