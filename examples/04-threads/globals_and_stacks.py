"""Globals belong to all threads; each thread has a stack, and so its own local variables.

    gilvm examples/04-threads/globals_and_stacks.py

Row 25. The list is one and the same object everywhere. The local variable `mine` exists three times
at once, each in a frame on another stack. threading.local is in between: a global name with a value
a thread.
"""
import threading

shared = []
own = threading.local()
own.value = '主线程'
everybody = threading.Barrier(3)


def depth(n):
    """Each thread goes down its own stack; three of them at once do not meet."""
    return 0 if n == 0 else 1 + depth(n - 1)


def work(number):
    mine = number * 10           # on this thread's stack
    own.value = number           # under this thread's key
    everybody.wait()             # now all three values exist at the same moment
    mine += depth(50 * number)
    everybody.wait()
    with lock:
        shared.append((number, mine, own.value))


lock = threading.Lock()
threads = [threading.Thread(target=work, args=(i,)) for i in range(1, 4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
for line in sorted(shared):
    print('线程 %d: local variable %d, threading.local %d' % line)
print('main:', own.value)

try:
    t = threading.Thread(target=lambda: shared.append(hasattr(own, 'value')))
    t.start()
    t.join()
finally:
    print('a new thread has one already:', shared[-1])
