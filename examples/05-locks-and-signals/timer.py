"""Timer: a thread that waits a while before it begins, and can be called off until then.

    gilvm examples/05-locks-and-signals/timer.py

Row 14.
"""
import threading

done = threading.Event()


def ring(who, sound='叮'):
    print(who, sound)
    done.set()


late = threading.Timer(30, print, args=('never',))
late.start()
late.cancel()
late.join()
print('called off:', not late.is_alive())

t = threading.Timer(0.3, ring, args=['闹钟'], kwargs={'sound': '铃'})
t.start()
print('not yet:', done.is_set())
done.wait()
t.join()
print('now:', done.is_set())
