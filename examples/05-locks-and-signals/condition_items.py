"""Condition: a consumer sleeps until a producer says that there is something.

    gilvm examples/05-locks-and-signals/condition_items.py

Row 14. wait() lets the lock go while it sleeps and has it again when it returns. The loop around it
is needed: between the notify and the return another consumer may have taken the item.
"""
import threading

condition = threading.Condition()
items, taken = [], []


def consumer():
    for _ in range(4):
        condition.acquire()
        while not items:
            condition.wait()
        taken.append(items.pop(0))
        condition.release()


def patient_consumer():
    """The same with a with-statement and wait_for, which has the loop inside."""
    for _ in range(4):
        with condition:
            condition.wait_for(lambda: items)
            taken.append(items.pop(0))


def producer():
    for n in range(8):
        with condition:
            items.append(n)
            condition.notify()


threads = [threading.Thread(target=f) for f in (consumer, patient_consumer, producer)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print('taken:', sorted(taken), 'left:', items)

with condition:
    print('time-outs:', condition.wait(timeout=0.01), condition.wait_for(lambda: '好', timeout=1))
for method in (condition.wait, condition.notify, condition.notify_all):
    try:
        method()
    except RuntimeError as error:
        print('RuntimeError:', error)
