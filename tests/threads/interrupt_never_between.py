# A thousand interrupts a second: each comes as KeyboardInterrupt, but never between a lock that was taken and the `with` that
# lets it go, nor between a `try` and its `finally`.
import os
import signal
import threading
import time

lock, again, plain = threading.Lock(), threading.RLock(), threading.Lock()
main = os.getpid()
over = False
interrupts = 0
left = [0, 0, 0]
rounds = 0


def interrupt():
    while not over:
        os.kill(main, signal.SIGINT)
        time.sleep(0.001)


def work(until):
    global rounds
    while interrupts < until:
        with lock:
            rounds += 1
        with again, again:
            rounds += 1
        taken = False
        plain.acquire()
        try:
            rounds += 1
            for i in range(20):
                pass
        finally:
            plain.release()


def look():
    global plain
    if lock.locked():
        left[0] += 1
        lock.release()
    while again._is_owned():
        left[1] += 1
        again.release()
    plain = threading.Lock()        # behind acquire() and before `try` it may come: in CPython, too


def finals(until):
    """How often a `finally` was passed over."""
    global interrupts
    begun, ended = 0, []
    while interrupts < until:
        try:
            try:
                begun += 1
                for i in range(20):
                    pass
            finally:
                ended.append(begun)
        except KeyboardInterrupt:
            interrupts += 1
    return begun - len(ended)


def run(f, until):
    global interrupts
    while True:
        try:
            return f(until)
        except KeyboardInterrupt:
            interrupts += 1
            look()


def quietly(f):
    while True:
        try:
            return f()
        except KeyboardInterrupt:
            pass


def finish():
    global over
    over = True
    sender.join()
    signal.signal(signal.SIGINT, signal.SIG_IGN)


sender = threading.Thread(target=interrupt)
signal.signal(signal.SIGINT, signal.SIG_IGN)
sender.start()
quietly(lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
quietly(lambda: run(work, 150))
missed = quietly(lambda: run(finals, 250))
quietly(finish)
print("left", left, "missed", missed)
