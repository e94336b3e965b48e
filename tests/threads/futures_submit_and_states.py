import threading
import time
from concurrent.futures import (ThreadPoolExecutor, Future, CancelledError, TimeoutError, InvalidStateError, Executor)

gate = threading.Event()


def shape(f):
    return repr(f).split(' at ')[0] + ' ' + repr(f).split(' state=')[1]


with ThreadPoolExecutor(1, 'pool') as pool:
    running = pool.submit(gate.wait)
    while not running.running():
        time.sleep(0.001)
    queued = pool.submit(pow, 2, 10)
    cancelled = pool.submit(pow, 2, 11)
    failing = pool.submit(int, 'x')
    print(shape(running), shape(queued), running.cancel(), cancelled.cancel(), cancelled.cancel())
    print(shape(cancelled), cancelled.cancelled(), cancelled.done(), queued.done(), queued.running())
    for wait in (queued.result, queued.exception):
        try:
            wait(timeout=0.01)
        except TimeoutError as e:
            print('TimeoutError', e.args)
    for wait in (cancelled.result, cancelled.exception):
        try:
            wait()
        except CancelledError as e:
            print('CancelledError', e.args, CancelledError.__mro__[1].__name__)
    gate.set()
    print(running.result(), queued.result(), repr(failing.exception()), queued.exception())
    print(shape(running), shape(queued), shape(failing), queued.cancel())
    try:
        failing.result()
    except ValueError as e:
        print(e)
    print(pool.submit(lambda *a, **k: (a, k), 1, 2, fn=3, self=4).result())
    print(pool.submit(lambda: threading.current_thread().name).result())

try:
    pool.submit(print)
except RuntimeError as e:
    print(e)

f = Future()
calls = []
f.add_done_callback(lambda f: calls.append(('first', f.result())))
f.add_done_callback(lambda f: calls.append(('second', f.done())))
print(f.set_running_or_notify_cancel(), shape(f))
f.set_result(42)
f.add_done_callback(lambda f: calls.append(('late', f.result())))
print(calls)
for change in (lambda: f.set_result(1), lambda: f.set_exception(ValueError())):
    try:
        change()
    except InvalidStateError as e:
        print(str(e).split(' at ')[0])
g = Future()
g.cancel()
print(g.set_running_or_notify_cancel(), shape(g))
h = Future()
h.set_exception(KeyError('k'))
print(shape(h), repr(h.exception()))
for bad in (0, -1):
    try:
        ThreadPoolExecutor(bad)
    except ValueError as e:
        print(e)
try:
    ThreadPoolExecutor(initializer=3)
except TypeError as e:
    print(e)
try:
    Executor().submit(print)
except NotImplementedError as e:
    print('NotImplementedError', e)
print(TimeoutError is __import__('builtins').TimeoutError)
