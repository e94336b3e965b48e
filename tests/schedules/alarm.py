# run:
# run: --gil=interval --cores=1
# The alarm clock is virtual: SIGALRM comes at its own moment of simulated time, to the main thread's handler.
import signal
import threading
import time


def now():
    return "%.3f" % (time.perf_counter() - begin)


def handler(number, frame):
    print("signal", number, "at", now())


def count(n):
    while n > 0:
        n -= 1


begin = time.perf_counter()
signal.signal(signal.SIGALRM, handler)
print(signal.alarm(2), signal.alarm(1))
time.sleep(3)
print("awake at", now())
print(signal.setitimer(signal.ITIMER_REAL, 0.001, 0.002))
count(40000)
print(signal.getitimer(signal.ITIMER_REAL)[1], signal.setitimer(signal.ITIMER_REAL, 0)[1])
count(40000)
threads = [threading.Thread(target=count, args=(60000,)) for i in range(2)]
for t in threads:
    t.start()
signal.setitimer(signal.ITIMER_REAL, 0.001)
for t in threads:
    t.join()
print("joined at", now())
signal.setitimer(signal.ITIMER_REAL, 86400)
signal.pause()
try:
    signal.setitimer(signal.ITIMER_PROF, 1)
except OSError as e:
    print("OSError:", e)
