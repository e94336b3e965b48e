# What a barrier, an event, a semaphore and a condition look like.
import threading


def show(x):
    text = repr(x)
    at = text.find("0x")
    if at >= 0:
        end = at + 2
        while text[end] in "0123456789abcdef":
            end += 1
        text = text[:at] + "AT" + text[end:]
    print(text)


barrier = threading.Barrier(3)
show(barrier)
barrier.abort()
show(barrier)
event = threading.Event()
show(event)
event.set()
show(event)
show(threading.Semaphore(3))
s = threading.BoundedSemaphore(2)
s.acquire()
show(s)
lock = threading.Lock()
show(lock)
show(threading.Condition(lock))
lock.acquire()
show(lock)
show(threading.Condition(lock))
r = threading.RLock()
show(r)
show(threading.Condition(r))


class Mine(threading.Semaphore):
    pass


show(Mine())
show(threading.Timer(1, print))
