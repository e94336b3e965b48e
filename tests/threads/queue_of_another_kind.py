# Queue calls what a subclass has in place of its parts, lets its mutex go when one of them raises, and reads maxsize anew.
import queue
import threading

calls = []


class Told(queue.Queue):
    def _init(self, maxsize):
        calls.append('init %r' % maxsize)
        self.kept = []

    def _qsize(self):
        calls.append('qsize')
        return len(self.kept)

    def _put(self, item):
        calls.append('put')
        if item == 'bad':
            raise ValueError(item)
        self.kept.append(item)

    def _get(self):
        calls.append('get')
        if self.kept[0] == 'stuck':
            raise LookupError('stuck')
        return self.kept.pop(0)


def told(what, f, *args):
    calls.clear()
    try:
        print(what, f(*args), calls)
    except Exception as e:
        print(what, type(e).__name__, e, calls)


q = Told(2)
print(calls)
told('put', q.put, 1)
told('put bad', q.put, 'bad')
told('free', q.mutex.locked)
told('put at once', q.put, 'stuck', False)
told('full', q.put, 3, True, 0.001)
told('get', q.get)
told('get stuck', q.get)
told('free', q.mutex.locked)
print(q.unfinished_tasks)

p = queue.PriorityQueue()
p.put(1)
told('put text', p.put, 'text')
told('free', p.mutex.locked)
told('sizes', lambda: (p.qsize(), p.unfinished_tasks))
l = queue.LifoQueue()
for i in range(3):
    l.put(i)
print([l.get() for i in range(3)])

# A plain queue whose parts a script changed
r = queue.Queue(1)
r.put('a')
r.maxsize = 2
r.put('b')
r.queue.appendleft('first')
print(r.get(), r.get(), r.get(), r.unfinished_tasks)
r.maxsize = 0
r.queue = ['x', 'y']
told('a list', r.get)
told('a list put', r.put, 'z')
r.queue = queue.deque('uv')
r._get = lambda: 'of the instance'
told('instance', r.get)
r.maxsize = None
told('maxsize', r.put, 1)
told('free', r.mutex.locked)

# Who waits for room goes on when there is some
s = queue.Queue(1)
s.put(0)
got = []
t = threading.Thread(target=lambda: [s.put(i) for i in range(1, 50)])
t.start()
for i in range(50):
    got.append(s.get())
    s.task_done()
t.join()
s.join()
print(got == list(range(50)), s.unfinished_tasks)
