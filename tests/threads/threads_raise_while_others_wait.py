# Threads that fail while others wait for them: the waiters go on when a finally releases them.
import threading

threading.excepthook = lambda args: failed.append(args.thread.name)
failed = []
lock = threading.Lock()
event = threading.Event()
through = []


def fails():
    try:
        with lock:
            raise ValueError
    finally:
        event.set()


def waits():
    event.wait()
    with lock:
        through.append(1)


threads = [threading.Thread(target=waits) for _ in range(10)] + [threading.Thread(target=fails, name="failing")]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(failed, len(through), lock.locked())
