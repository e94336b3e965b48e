"""One set() wakes every thread that waits.

    gilvm examples/05-locks-and-signals/event_wakes_all.py

Row 14.
"""
import threading

event = threading.Event()
woken = []


def client():
    event.wait()
    woken.append(threading.current_thread().name)


clients = [threading.Thread(target=client, name='客户%d' % i) for i in range(5)]
for t in clients:
    t.start()
print('before:', woken)
event.set()
for t in clients:
    t.join()
print('after:', sorted(woken))
