# A thread that sleeps, or a wait with a time-out, can still save the others: no deadlock is reported.
import threading
import time

lock = threading.Lock()
lock.acquire()


def saves():
    time.sleep(0.02)
    lock.release()


threading.Thread(target=saves).start()
lock.acquire()
print("saved by a sleeper")
print(lock.acquire(timeout=0.01))
event = threading.Event()
print(event.wait(0.01))
threading.Timer(0.01, event.set).start()
print(event.wait())
