# A thousand interrupts a second: each comes as KeyboardInterrupt, but never between a lock that was taken and the `with` that
# lets it go, nor between a `try` and its `finally`.
import os
import signal
import threading
import time

lock, again, plain = threading.Lock(), threading.RLock(), threading.Lock()
main = os.getpid()
armed = over = False
interrupts = rounds = 0
left = [0, 0]


def interrupted(signum, frame):
    global armed, interrupts
    if armed:
        armed = False
        interrupts += 1
        raise KeyboardInterrupt


def interrupt():
    while not over:
        os.kill(main, signal.SIGINT)
        time.sleep(0.001)


def work():
    global armed, rounds
    armed = True
    while interrupts < 150:
        with lock:
            rounds += 1
        with again, again:
            rounds += 1
        plain.acquire()
        try:
            rounds += 1
            for i in range(20):
                pass
        finally:
            plain.release()
    armed = False


def look():
    global plain
    if lock.locked():
        left[0] += 1
        lock.release()
    while again._is_owned():
        left[1] += 1
        again.release()
    plain = threading.Lock()        # behind acquire() and before `try` it may come: in CPython, too


def finals():
    """How often a `finally` was passed over."""
    global armed
    begun, ended = 0, []
    while interrupts < 250:
        try:
            try:
                begun += 1
                armed = True
                for i in range(20):
                    pass
            finally:
                ended.append(begun)
            armed = False
        except KeyboardInterrupt:
            pass
    return begun - len(ended)


signal.signal(signal.SIGINT, interrupted)
sender = threading.Thread(target=interrupt)
sender.start()
while interrupts < 150:
    try:
        work()
    except KeyboardInterrupt:
        look()
missed = finals()
over = True
sender.join()
print("left", left, "missed", missed)
