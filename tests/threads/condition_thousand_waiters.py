# A thousand threads wait for one condition; one notify_all wakes them all.
import threading

condition = threading.Condition()
waiting = 0
go = False
woken = 0


def work():
    global waiting, woken
    with condition:
        waiting += 1
        condition.notify_all() if waiting == 1000 else None
        condition.wait_for(lambda: go)
        woken += 1


threads = [threading.Thread(target=work) for _ in range(1000)]
for t in threads:
    t.start()
with condition:
    condition.wait_for(lambda: waiting == 1000)
    go = True
    condition.notify_all()
for t in threads:
    t.join()
print(woken)
