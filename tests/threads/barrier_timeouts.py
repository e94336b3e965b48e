# A time-out breaks the barrier; the barrier's own is the default, an argument replaces it.
import threading

for barrier, args in [(threading.Barrier(2, timeout=0.01), ()), (threading.Barrier(2), (0.01,)),
                      (threading.Barrier(2, None, 60), (0,)), (threading.Barrier(2), (-1,))]:
    try:
        barrier.wait(*args)
    except threading.BrokenBarrierError:
        print("broken", barrier.broken, barrier.n_waiting)
for wrong in ("1", []):
    barrier = threading.Barrier(2)
    try:
        barrier.wait(wrong)
    except (TypeError, ValueError, threading.BrokenBarrierError) as e:
        print(type(e).__name__, e, barrier.broken)
