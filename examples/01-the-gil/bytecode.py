"""Source is compiled to bytecode, the virtual machine runs the bytecode, all in one process.

    gilvm examples/01-the-gil/bytecode.py
    gilvm dis examples/01-the-gil/bytecode.py       the instructions; a mark at each possible switch

Row 1 of the documents: step one turns text into a code object, step two feeds that to the machine.
The threads that a script starts, and the collector too, live in the same process.
"""
import gc
import os
import threading

source = '''
total = 0
for i in range(10):
    total += i
'''

# Step one. Nothing has run yet: there is only a code object.
code = compile(source, '<lesson>', 'exec')
print('编译:', type(code).__name__, code.co_filename, 'total' in code.co_names)

# Step two. The same code object can run as often as one likes.
for turn in range(2):
    namespace = {}
    exec(code, namespace)
    print('运行:', namespace['total'])

# Each thread hands its task to the same interpreter in the same process.
pids = []
threads = [threading.Thread(target=lambda: pids.append(os.getpid())) for _ in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print('进程数:', len(set(pids + [os.getpid()])))


class Node:
    """Points at itself, so that only the collector can find out that nobody needs it."""
    def __init__(self):
        self.me = self


for _ in range(100):
    Node()
gc.collect()
print('垃圾回收: done')
