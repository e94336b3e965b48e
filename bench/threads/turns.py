# turns.py THREADS SECONDS [TICKS | SECONDS.0]: how long a counting thread keeps the interpreter, as the threads see it themselves.
# Prints switches= a second, and p50= p90= p99= of the turns in microseconds.
import sys
import threading
import time

clock = getattr(time, "perf_counter", time.time)
stop = False
holder = None
began = []


def count(me):
    global holder
    while not stop:
        if holder != me:
            holder = me
            began.append(clock())


if len(sys.argv) > 3:
    if "." in sys.argv[3]:
        sys.setswitchinterval(float(sys.argv[3]))
    else:
        sys.setcheckinterval(int(sys.argv[3]))
threads = [threading.Thread(target=count, args=(i,)) for i in range(int(sys.argv[1]))]
begin = clock()
for t in threads:
    t.start()
time.sleep(float(sys.argv[2]))
stop = True
for t in threads:
    t.join()
total = clock() - begin
turns = sorted(b - a for a, b in zip(began, began[1:])) or [total]
n = len(turns)
print("switches=%.1f p50=%.1f p90=%.1f p99=%.1f" % (
    len(began) / total, turns[n // 2] * 1e6, turns[n * 9 // 10] * 1e6, turns[n * 99 // 100] * 1e6))
