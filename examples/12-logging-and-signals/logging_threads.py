"""Logging from many threads: each line is whole, and no program needs a lock for it.

    gilvm examples/12-logging-and-signals/logging_threads.py
    gilvm --gil=fifo:1 --polls=every examples/12-logging-and-signals/logging_threads.py     even so

Row 24. One lock guards what the module shares; each handler has another one around its output. Both are
reentrant. The handler here writes a line in two pieces: without its lock the pieces of eight threads would mix.
"""
import io
import logging
import sys
import threading
import time

THREADS, LINES = 8, 20


class TwoPieces(logging.StreamHandler):
    def emit(self, record):
        text = self.format(record)
        self.stream.write(text[:5])
        time.sleep(0)                  # the GIL is given away in the middle of a line
        self.stream.write(text[5:] + '\n')


stream = io.StringIO()
handler = TwoPieces(stream)
handler.setFormatter(logging.Formatter('%(levelname)s %(threadName)s: %(message)s'))
log = logging.getLogger('银行.柜台')
log.setLevel(logging.INFO)
log.addHandler(handler)
log.propagate = False


def work():
    for i in range(LINES):
        log.info('第 %d 行', i)
        log.debug('never written')     # below the logger's level


threads = [threading.Thread(target=work, name='线程%d' % i) for i in range(THREADS)]
for t in threads:
    t.start()
for t in threads:
    t.join()
wanted = ['INFO 线程%d: 第 %d 行' % (t, i) for t in range(THREADS) for i in range(LINES)]
print('lines:', stream.getvalue().count('\n'), 'all whole:', sorted(stream.getvalue().splitlines()) == sorted(wanted))
print('the lock of a handler:', type(handler.lock).__name__)

# The usual way to set it up: one call, then messages by their level.
logging.basicConfig(format='%(levelname)-8s%(name)s: %(message)s', level=logging.WARNING, stream=sys.stdout)
logging.info('below the level')
logging.warning('余额不足')
logging.getLogger('银行').error('%s 欠 %d 元', '小爱', 100)
