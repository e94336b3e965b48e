# notify wakes those who have waited longest; notify(n) as many; waking more than wait is fine.
import threading
import time

condition = threading.Condition()
waiting = []
woken = []


def waits(n):
    with condition:
        waiting.append(n)
        condition.wait()
        woken.append(n)


threads = []
for n in range(6):
    t = threading.Thread(target=waits, args=(n,))
    t.start()
    threads.append(t)
    while len(waiting) <= n:
        time.sleep(0.001)
    with condition:
        pass
for count in (1, 2, 0, 10):
    before = len(woken)
    with condition:
        condition.notify(count)
    expected = min(before + count, 6)
    while len(woken) < expected:
        time.sleep(0.001)
    print(count, sorted(woken))
for t in threads:
    t.join()
