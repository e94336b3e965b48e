# wait() lets go of an RLock however often it was taken, and has it as often afterwards.
import threading

lock = threading.RLock()
condition = threading.Condition(lock)
log = []


def deep():
    with lock:
        with lock:
            with condition:
                log.append("waits")
                started.set()
                while "told" not in log:
                    condition.wait()
                log.append("told it was")
                log.append(lock._is_owned())
    log.append(lock._is_owned())


started = threading.Event()
t = threading.Thread(target=deep)
t.start()
started.wait()
with condition:
    log.append("told")
    condition.notify()
t.join()
print(log)
