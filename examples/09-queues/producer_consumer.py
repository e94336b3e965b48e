"""Producer and consumer with a queue of 32 between them.

    gilvm examples/09-queues/producer_consumer.py              with a hundredth of the text's pauses
    gilvm examples/09-queues/producer_consumer.py 1            with all of them: half a minute

Row 23: randint for the pauses and the number of turns, ctime for the times, atexit for the last
word. Who speaks when is chance, so the talk goes to standard error; the last word says what is
certain.
"""
import sys
import threading
from atexit import register
from queue import Queue
from random import randint
from time import ctime, sleep

scale = float(sys.argv[1]) if len(sys.argv) > 1 else 0.01


def say(*words):
    print(*words, file=sys.stderr)


class MyThread(threading.Thread):
    def __init__(self, func, args, name=''):
        threading.Thread.__init__(self)
        self.name = name
        self.func = func
        self.args = args
        self.res = None

    def get_result(self):
        return self.res

    def run(self):
        say('starting', self.name, 'at:', ctime())
        self.res = self.func(*self.args)
        say(self.name, 'finished at:', ctime())


def write_q(queue):
    queue.put('xxx', True)
    say('producing object for Q... size now', queue.qsize())


def read_q(queue):
    item = queue.get(True)
    say('consumed object from Q... size now', queue.qsize())
    return item


def writer(queue, loops):
    for _ in range(loops):
        write_q(queue)
        sleep(randint(1, 3) * scale)
    return loops


def reader(queue, loops):
    items = []
    for _ in range(loops):
        items.append(read_q(queue))
        sleep(randint(2, 5) * scale)
    return items


@register
def _atexit():
    say('all DONE at:', ctime())
    written, read = (t.get_result() for t in threads)
    print('all DONE:', 4 <= nloops <= 6, written == nloops, read == ['xxx'] * nloops, q.empty())


nloops = randint(4, 6)
q = Queue(32)
threads = [MyThread(func, (q, nloops), func.__name__) for func in (writer, reader)]
for t in threads:
    t.start()
