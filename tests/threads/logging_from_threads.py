# Lines of several threads do not mix; each record knows its thread; a queue takes them to one writer.
import io
import logging
import logging.handlers
import queue
import threading

text = io.StringIO()
handler = logging.StreamHandler(text)
handler.setFormatter(logging.Formatter('%(threadName)s %(message)s'))
log = logging.getLogger('t')
log.setLevel(logging.INFO)
log.addHandler(handler)
log.propagate = False


def work(n):
    for i in range(40):
        log.info('%d-%d %s', n, i, 'x' * 30)


def run():
    threads = [threading.Thread(target=work, args=(n,), name=f'worker{n}') for n in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    lines = text.getvalue().splitlines()
    text.seek(0)
    text.truncate()
    wanted = sorted(f'worker{n} {n}-{i} ' + 'x' * 30 for n in range(4) for i in range(40))
    print(len(lines), sorted(lines) == wanted)
    for n in range(4):
        mine = [line for line in lines if line.startswith(f'worker{n} ')]
        print(n, mine == [f'worker{n} {n}-{i} ' + 'x' * 30 for i in range(40)])


run()
q = queue.Queue()
listener = logging.handlers.QueueListener(q, handler, respect_handler_level=True)
log.removeHandler(handler)
log.addHandler(logging.handlers.QueueHandler(q))
listener.start()
run_log = log
threads = [threading.Thread(target=work, args=(n,)) for n in range(2)]
for t in threads:
    t.start()
for t in threads:
    t.join()
try:
    1 / 0
except ZeroDivisionError:
    log.exception('failed')
listener.stop()
lines = text.getvalue().splitlines()
print(len([line for line in lines if 'xxx' in line]), lines[-1])
print(q.empty())


class Talkative:
    """Logs while it is being logged: the handler's lock is taken twice by one thread."""

    def __str__(self):
        log.info('inside')
        return 'talkative'


log.handlers[:] = [handler]
handler.setFormatter(logging.Formatter('%(message)s'))
text.seek(0)
text.truncate()
log.info('outside %s', Talkative())
print(text.getvalue().split())
