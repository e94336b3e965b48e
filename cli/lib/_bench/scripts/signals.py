# signals.py COUNTERS: a signal every 20 ms, twenty in all, to a main thread that naps, beside so many threads that count. How late do
# the handlers run, and how many?
import signal
import sys
import threading
import time

PERIOD = 0.02
clock = getattr(time, "perf_counter", time.time)
stop = False
late = []


def count():
    while not stop:
        pass


def on_alarm(number, frame):
    if clock() < end:
        late.append((clock() - began) % PERIOD)


signal.signal(signal.SIGALRM, on_alarm)
counters = [threading.Thread(target=count) for i in range(int(sys.argv[1]))]
for t in counters:
    t.start()
began = clock()
end = began + 20.5 * PERIOD
signal.setitimer(signal.ITIMER_REAL, PERIOD, PERIOD)
while clock() < end:
    time.sleep(PERIOD * 3)
signal.setitimer(signal.ITIMER_REAL, 0)
stop = True
for t in counters:
    t.join()
late = sorted(late) or [0.0]
print("handled=%d p50=%.1f max=%.1f" % (len(late), late[len(late) // 2] * 1e6, late[-1] * 1e6))
