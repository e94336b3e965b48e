# turns.py THREADS SECONDS [INTERVAL]: for how long does a counting thread keep the interpreter?
import sys
import threading
import time

clock = getattr(time, "perf_counter", time.time)
stop = False
runs = -1
marks = []


def set_interval(words):
    """The old lock counts instructions, the new one seconds."""
    if words and hasattr(sys, "setcheckinterval") and "." not in words[0]:
        sys.setcheckinterval(int(words[0]))
    elif words:
        sys.setswitchinterval(float(words[0]))


def count(me):
    global runs
    while not stop:
        if runs != me:
            runs = me
            marks.append(clock())


set_interval(sys.argv[3:])
threads = [threading.Thread(target=count, args=(i,)) for i in range(int(sys.argv[1]))]
began = clock()
for t in threads:
    t.start()
time.sleep(float(sys.argv[2]))
stop = True
for t in threads:
    t.join()
took = clock() - began
turns = sorted(b - a for a, b in zip(marks, marks[1:])) or [took]
n = len(turns)
print("switches=%.1f p50=%.1f p90=%.1f p99=%.1f" % (
    len(marks) / took, turns[n // 2] * 1e6, turns[n * 9 // 10] * 1e6, turns[n * 99 // 100] * 1e6))
