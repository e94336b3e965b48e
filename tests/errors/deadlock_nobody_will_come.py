# gilvm only: CPython hangs for ever
# Nobody waits for anybody in particular: what each call waits for is said instead.
import queue
import threading

jobs = queue.Queue()
full = queue.Queue(1)
full.put("only one fits")
ready = threading.Event()
slots = threading.Semaphore(0)
changed = threading.Condition()
meeting = threading.Barrier(9)
started = threading.Semaphore(0)


def worker():
    started.release()
    job = jobs.get()
    print(job)


def producer():
    started.release()
    full.put("a second")


def finisher():
    started.release()
    full.join()


def sleeper():
    started.release()
    ready.wait()


def taker():
    started.release()
    with slots:
        pass


def watcher():
    started.release()
    with changed:
        changed.wait_for(lambda: False)


def guest():
    started.release()
    meeting.wait()


def private():
    started.release()
    local = threading.Event()
    local.wait()


threads = [threading.Thread(target=f, name=f.__name__)
           for f in (worker, producer, finisher, sleeper, taker, watcher, guest, private)]
for thread in threads:
    thread.start()
    started.acquire()
threads[-1].join()
