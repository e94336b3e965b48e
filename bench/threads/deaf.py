# deaf.py: a signal comes after 0.1 s, while the main thread waits in join() for 0.4 s; prints handled=SECONDS.
import signal
import threading
import time

begin = time.time()
handled = []
signal.signal(signal.SIGALRM, lambda number, frame: handled.append(time.time() - begin))
t = threading.Thread(target=time.sleep, args=(0.4,))
t.start()
signal.setitimer(signal.ITIMER_REAL, 0.1)
t.join()
time.sleep(0.01)
print("handled=%.3f" % handled[0])
