"""The spellings of older texts: getName, setName, setDaemon, isDaemon, currentThread, activeCount.

    gilvm examples/04-threads/old_spellings.py

Rows 11 and 13. Python 3.10 declared them old; they still work, with a DeprecationWarning that is
switched off here. `isAlive` is in is_alive_of_old.py because CPython 3.9 dropped it.
"""
import threading
import warnings

warnings.simplefilter('ignore', DeprecationWarning)


class mythread(threading.Thread):
    def __init__(self, threadname):
        threading.Thread.__init__(self, name=threadname)

    def run(self):
        print(self.getName(), threading.currentThread() is self, threading.activeCount())


t1 = mythread('t1')
print(t1.getName(), t1.isDaemon())
t1.start()
t1.join()

t2 = threading.Thread(target=lambda: print(threading.currentThread().getName(), '运行'))
t2.setName('t2')
t2.setDaemon(True)
print(t2.getName(), t2.isDaemon())
t2.start()
t2.join()

condition = threading.Condition()
with condition:
    condition.notifyAll()
print(threading.activeCount())
