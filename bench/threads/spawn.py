# spawn.py N IDLE: starts and joins N threads one after the other, then keeps IDLE of them waiting for a lock.
# Prints rate=THREADS a second, and kib=KIBIBYTES of resident memory for an idle one (Linux; else 0).
import sys
import threading
import time

clock = getattr(time, "perf_counter", time.time)


def resident():
    try:
        with open("/proc/self/status") as f:
            for line in f:
                if line.startswith("VmRSS"):
                    return int(line.split()[1])
    except IOError:
        pass
    return 0


def nothing():
    pass


def idle():
    with gate:
        pass


n, many = int(sys.argv[1]), int(sys.argv[2])
begin = clock()
for i in range(n):
    t = threading.Thread(target=nothing)
    t.start()
    t.join()
rate = n / (clock() - begin)
gate = threading.Lock()
gate.acquire()
before = resident()
threads = [threading.Thread(target=idle) for i in range(many)]
for t in threads:
    t.start()
time.sleep(0.2)
grown = resident() - before
gate.release()
for t in threads:
    t.join()
print("rate=%.0f kib=%.2f" % (rate, grown / float(many)))
