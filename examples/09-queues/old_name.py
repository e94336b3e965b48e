# gilvm only: CPython 3 has no module `Queue`
"""`Queue`, the module's name in Python 2.

    gilvm examples/09-queues/old_name.py

Row 20.
"""
from Queue import Empty, Queue

q = Queue(32)
q.put('xxx', 1)
print(q.qsize(), q.get(1))
try:
    q.get_nowait()
except Empty:
    print('空')
