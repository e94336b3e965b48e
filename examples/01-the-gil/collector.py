# gilvm only: the collector as a thread of its own is gilvm's
# flags: --gc=thread
"""The interpreter's own threads live in the process too, and want the lock like the script's.

    gilvm trace --gc=thread examples/01-the-gil/collector.py          `gc` has a row of its own
    gilvm trace --gc=inline examples/01-the-gil/collector.py          who allocates collects
    gilvm sim --gc=thread --report --gil=interval examples/01-the-gil/collector.py

Row 1. Two threads make garbage. When enough of it has come together the thread named gc is woken; it
queues for the lock, and collects when it gets it. The figures go to standard error.
"""
import gc
import gil
import sys
import threading


def make_garbage(n):
    pair = None
    for i in range(n):
        pair = [i, pair if i % 50 else None]


workers = [threading.Thread(target=make_garbage, args=(60000,)) for _ in range(2)]
for t in workers:
    t.start()
for t in workers:
    t.join()

for row in gil.stats()['threads']:
    if row['name'] == 'gc':
        print('gc had the lock %d times, for %.3f ms in all, and waited %.3f ms for it'
              % (row['acquired'], row['held'] * 1000, row['waited'] * 1000), file=sys.stderr)
print('the interpreter has a thread gc:', 'gc' in [row['name'] for row in gil.stats()['threads']])
print('threading counts', threading.active_count())
print('collections:', gc.get_stats()[2]['collections'] > 0)
