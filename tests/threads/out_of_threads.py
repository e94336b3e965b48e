# When no more threads can be had, start() raises RuntimeError; the thread was not started, and all goes on.
import _thread
import threading

before = threading.stack_size(1 << 60)
t = threading.Thread(target=print, args=("runs",))
for _ in range(3):
    try:
        t.start()
    except RuntimeError as e:
        print(e, t.is_alive(), t.ident, threading.active_count())
try:
    _thread.start_new_thread(print, ())
except RuntimeError as e:
    print(e, _thread._count())
threading.stack_size(before)
t.start()
t.join()
