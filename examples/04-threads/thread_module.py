# gilvm only: CPython 3 has no module `thread`, only `_thread`
"""The module `thread` as Python 2 had it: start a function, and that is all.

    gilvm examples/04-threads/thread_module.py

Row 10. There is no Thread object, no join and no daemon mark: when the main thread ends, the others
are cut off wherever they are. So whoever needs their work must wait with a lock of his own, as here.
"""
import thread
import time

done = [thread.allocate_lock() for _ in range(2)]


def work(number, lock):
    time.sleep(0.02 * (number + 1))
    print('线程', number, '结束')
    lock.release()


for number, lock in enumerate(done):
    lock.acquire()
    thread.start_new_thread(work, (number, lock))
for lock in done:
    lock.acquire()               # succeeds once the thread has released it
print('主线程结束')

# This one is never waited for, so nothing of it is seen.
thread.start_new_thread(lambda: (time.sleep(30), print('never')), ())
