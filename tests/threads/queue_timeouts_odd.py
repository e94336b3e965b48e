# Time-outs of get and put: zero, tiny, negative, NaN, not a number; and when block is false.
import queue

full = queue.Queue(1)
full.put(0)
empty = queue.Queue()
simple = queue.SimpleQueue()
for t in (0, 0.0, 1e-9, 0.001, -1, -0.5, float("-inf"), "1", []):
    for name, f in (("get", lambda: empty.get(True, t)), ("put", lambda: full.put(1, True, t)),
                    ("simple", lambda: simple.get(True, t)), ("get, no block", lambda: empty.get(False, t)),
                    ("put, no block", lambda: full.put(1, False, t))):
        try:
            print(repr(t), name, f())
        except (queue.Empty, queue.Full, ValueError, TypeError, OverflowError) as e:
            print(repr(t), name, type(e).__name__, e)
for q in (empty, simple):
    for f in (q.get_nowait, lambda: q.get(False), lambda: q.get(block=0), lambda: q.get(timeout=0)):
        try:
            f()
        except queue.Empty as e:
            print(repr(e))
for f in (lambda: full.put_nowait(1), lambda: full.put(1, block=False), lambda: full.put(1, timeout=0)):
    try:
        f()
    except queue.Full as e:
        print(repr(e))
simple.put(1, False)
simple.put(2, True, -1)
simple.put(item=3, block=True, timeout=5)
simple.put_nowait(4)
print([simple.get() for _ in range(4)])
