# run: --gc=inline --hash
# run: --gc=thread --hash
# run: --gc=thread --gil=interval --hash
# run: --gc=thread --gil=priority --cores=4 --hash
# run: --gc=thread --gil=cooperative --hash
# The collector as a thread: it wants the lock, waits for it and has it like the others. Under cooperative it comes to nothing: who
# allocates collects when the heap has grown by half as much again.
import _thread
import gc
import gil
import time


def churn(n, done):
    pair = None
    for i in range(n):
        pair = [pair if i % 50 else None, i, i]
    done.release()


ends = [_thread.allocate_lock() for i in range(2)]
for end in ends:
    end.acquire()
    _thread.start_new_thread(churn, (40000, end))
for end in ends:
    end.acquire()
print("%.6f" % time.perf_counter(), gc.get_stats()[2]["collections"], "collections")
for row in gil.stats()["threads"]:
    if row["name"] == "gc":
        print("gc held the lock %.6f s in %d turns, wanted it %.6f s, longest %.6f s" % (
            row["held"], row["acquired"], row["waited"], row["wait_max"]))
