# Daemons wait at a queue, a condition, an event, a semaphore and a barrier; the program ends.
import queue
import threading

started = threading.Semaphore(0)
empty, full = queue.Queue(), queue.Queue(1)
full.put(0)
condition = threading.Condition()


def waits_for_condition():
    with condition:
        condition.wait()


calls = [empty.get, lambda: full.put(1), full.join, queue.SimpleQueue().get, waits_for_condition,
         threading.Event().wait, threading.Semaphore(0).acquire, threading.Barrier(2).wait,
         lambda: empty.get(timeout=1000), lambda: threading.Event().wait(1000)]


def run(call):
    started.release()
    call()
    print("never")


for call in calls:
    threading.Thread(target=run, args=(call,), daemon=True).start()
for _ in calls:
    started.acquire()
print("end")
