# sleep(0) lets others run: a flag is seen without waiting in earnest.
import threading
import time

turn = 0
log = []


def work(me):
    global turn
    for _ in range(20):
        while turn != me:
            time.sleep(0)
        log.append(me)
        turn = 1 - me


threads = [threading.Thread(target=work, args=(n,)) for n in (0, 1)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(log == [0, 1] * 20)
