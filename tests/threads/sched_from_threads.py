# Threads may enter events while another runs the scheduler.
import sched
import threading
import time

s = sched.scheduler(time.monotonic, time.sleep)
log = []
lock = threading.Lock()


def enter(n):
    for i in range(5):
        s.enter(0, 1, log.append, ((n, i),))


threads = [threading.Thread(target=enter, args=(n,)) for n in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
runner = threading.Thread(target=s.run)
runner.start()
runner.join()
print(len(log), sorted(log) == [(n, i) for n in range(4) for i in range(5)], s.empty())
