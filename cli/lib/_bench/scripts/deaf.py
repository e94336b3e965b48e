# deaf.py: a signal after 0.2 s, while the main thread waits in join() for a thread that sleeps for 1 s. When does its handler run?
import os
import signal
import threading
import time

clock = getattr(time, "perf_counter", time.time)
seen = []
signal.signal(signal.SIGUSR1, lambda number, frame: seen.append(clock()))
parent = os.getpid()
began = clock()
child = os.fork()
if child == 0:
    time.sleep(0.2)
    os.kill(parent, signal.SIGUSR1)
    os._exit(0)
t = threading.Thread(target=time.sleep, args=(1.0,))
t.start()
t.join()
while not seen:
    time.sleep(0.001)
os.waitpid(child, 0)
print("handled=%.4f" % (seen[0] - began))
