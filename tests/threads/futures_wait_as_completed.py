import threading
import time
from concurrent.futures import (ThreadPoolExecutor, wait, as_completed, Future, TimeoutError, FIRST_COMPLETED,
                                FIRST_EXCEPTION)
from concurrent import futures

print(sorted(n for n in dir(futures) if n in futures.__all__) == sorted(futures.__all__))
with ThreadPoolExecutor(4) as pool:
    gates = [threading.Event() for _ in range(3)]
    fs = [pool.submit(lambda g=g, i=i: (g.wait(), i)[1]) for i, g in enumerate(gates)]
    done, not_done = wait(fs, timeout=0.01)
    print(len(done), len(not_done))
    order = []
    gates[1].set()
    for f in as_completed(fs, timeout=10):
        order.append(f.result())
        if len(order) == 1:
            gates[2].set()
        elif len(order) == 2:
            gates[0].set()
    print(order)
    done, not_done = wait(fs)
    print(sorted(f.result() for f in done), not_done)
    print(wait(fs, return_when=FIRST_COMPLETED).not_done, wait([]))

    gate = threading.Event()
    fs = [pool.submit(gate.wait), pool.submit(pow, 2, 2)]
    result = wait(fs, return_when=FIRST_COMPLETED)
    print(result.done == {fs[1]}, result.not_done == {fs[0]})
    failing = pool.submit(int, 'x')
    done, not_done = wait([fs[0], failing], return_when=FIRST_EXCEPTION)
    print(done == {failing}, not_done == {fs[0]})
    try:
        for f in as_completed(fs, timeout=0.02):
            print(f is fs[1])
    except TimeoutError as e:
        print('TimeoutError', e)
    gate.set()
    print(len(list(as_completed(fs + fs))))
    try:
        wait([pool.submit(time.sleep, 0.01)], return_when='SOME')
    except ValueError as e:
        print(e)

waiting = Future()
threading.Timer(0.01, waiting.set_exception, (ValueError('late'),)).start()
for f in as_completed([waiting]):
    print(repr(f.exception()))
cancelled = Future()
cancelled.cancel()
threading.Timer(0.01, cancelled.set_running_or_notify_cancel).start()
print([f.cancelled() for f in as_completed([cancelled])])
