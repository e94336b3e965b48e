"""Event: the main thread goes on only when the countdown has really begun.

    gilvm examples/05-locks-and-signals/event_countdown.py
    gilvm examples/05-locks-and-signals/event_countdown.py 10 5     as slowly as in the text

Row 14. Without the event nobody knows whether 'countdown is running' comes before the thread has
its first turn. 'T-minus 1' would be printed while the main thread prints, so the thread waits for a
second event before it goes on: that makes the output the same every time.
"""
import sys
import threading
import time

count = int(sys.argv[1]) if len(sys.argv) > 1 else 3
pause = float(sys.argv[2]) if len(sys.argv) > 2 else 0.01


def countdown(n, started, seen):
    print('countdown starting')
    started.set()
    seen.wait()
    while n > 0:
        print('T-minus', n)
        n -= 1
        time.sleep(pause)


started, seen = threading.Event(), threading.Event()
print('Launching countdown')
t = threading.Thread(target=countdown, args=(count, started, seen))
t.start()
started.wait()
print('countdown is running')
seen.set()
t.join()

# A set event is no obstacle; a cleared one is, until the time is up.
print(started.is_set(), started.wait())
started.clear()
print(started.is_set(), started.wait(timeout=0.01))
