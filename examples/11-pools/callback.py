"""Ten tasks for four threads; each Future calls back when its result is there.

    gilvm examples/11-pools/callback.py
    gilvm sim --cores=4 examples/11-pools/callback.py 1      with the text's pauses, of a clock that costs nothing

Row 21. submit() takes no callback; the Future does. A Future prints its state: pending, running, finished,
cancelled. In which order the tasks end is chance, so what they say is sorted here. With one worker the order
is certain: the second part shows each state, and that only what has not begun can be cancelled.
"""
import sys
import threading
import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

pause = float(sys.argv[1]) if len(sys.argv) > 1 else 0.01
said = []


def func(i):
    time.sleep(pause)
    return i


def state(future):
    """As it prints itself, without its address."""
    text = str(future)
    return text[:text.index(' at ')] + text[text.index(' state'):]


def callback(future):
    said.append('%s %s' % (state(future), future.result()))


pool = ThreadPoolExecutor(4)
for i in range(10):
    t = pool.submit(func, i)
    t.add_done_callback(callback)
pool.shutdown()                                  # waits for all of them
for line in sorted(said):
    print(line)

# map() starts at once; its results are taken in order, however the tasks end.
with ThreadPoolExecutor(2) as pool:
    for result in pool.map(func, [1, 2, 3, 4, 5]):
        print('结果', result)

# The states, with a worker that is held up.
go, begun = threading.Event(), threading.Event()


def held():
    begun.set()
    go.wait()
    return '好'


with ThreadPoolExecutor(1) as pool:
    first, second = pool.submit(held), pool.submit(func, 2)
    begun.wait()
    print(state(first), state(second))
    print('cancel:', first.cancel(), second.cancel(), state(second), second.cancelled())
    go.set()
    done, rest = wait([first], return_when=FIRST_COMPLETED)
    print(state(first), len(done), len(rest))
