# A Lock may be released by any thread: who waits goes on.
import threading

lock = threading.Lock()
lock.acquire()
log = []


def releases():
    log.append("other")
    lock.release()


t = threading.Thread(target=releases)
t.start()
lock.acquire()
log.append("main")
t.join()
print(log, lock.locked())
