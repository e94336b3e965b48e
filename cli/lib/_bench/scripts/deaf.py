# deaf.py: a signal comes after 0.1 s, while the main thread waits in join() for a thread that sleeps for 0.4 s. When does its handler run?
import signal
import threading
import time

clock = getattr(time, "perf_counter", time.time)
seen = []
signal.signal(signal.SIGALRM, lambda number, frame: seen.append(clock()))
began = clock()
t = threading.Thread(target=time.sleep, args=(0.4,))
t.start()
signal.setitimer(signal.ITIMER_REAL, 0.1)
t.join()
time.sleep(0.01)
print("handled=%.4f" % (seen[0] - began))
