# Objects in a manager's process, used by several others through proxies.
import multiprocessing
from multiprocessing.managers import BaseManager


class Counter:
    def __init__(self, start):
        self.n = start

    def add(self, k):
        self.n += k
        return self.n

    def fail(self):
        raise KeyError('from the server')


class Mine(BaseManager):
    pass


Mine.register('Counter', Counter)


def work(i, d, items, q, lock, ns, value):
    with lock:
        d[i] = i * i
        ns.total += i
        value.value += 1
    items.append(i)
    q.put('done %d' % i)


def wait_for(event, barrier, items):
    barrier.wait()
    items.append(event.wait(30))


def main():
    with multiprocessing.Manager() as m:
        d, items, q, lock = m.dict(), m.list(), m.Queue(), m.Lock()
        ns, value = m.Namespace(total=0), m.Value('i', 0)
        processes = [multiprocessing.Process(target=work, args=(i, d, items, q, lock, ns, value)) for i in range(3)]
        for p in processes:
            p.start()
        for p in processes:
            p.join()
        print(sorted(d.items()), sorted(items), ns.total, value.value, [p.exitcode for p in processes])
        print(sorted(q.get() for _ in range(3)), q.empty(), q.qsize())

        event, barrier = m.Event(), m.Barrier(2)
        p = multiprocessing.Process(target=wait_for, args=(event, barrier, items))
        p.start()
        barrier.wait()
        event.set()
        p.join()
        print(items[-1], barrier.parties, barrier.broken)

        print(len(d), 2 in d, 9 in d, d.get(9, 'none'), d.pop(2), sorted(d.keys()), sorted(d.values()), sorted(d))
        print(sorted(d.copy()), str(m.dict(a=1)), repr(d).split(' at ')[0])
        l = m.list([3, 1, 2])
        l.sort()
        l += [7]
        l.extend(range(2))
        l[0] = 'first'
        del l[1]
        print(l[:], len(l), l.index(7), l + ['more'], str(l), l.count(7))
        l *= 2
        print(len(l))
        nested = m.list([1])
        outer = m.dict(inner=nested)
        outer['inner'].append(2)
        print(str(nested), outer['inner'][:])
        ns.x = [1]
        del ns.total
        print(ns, hasattr(ns, 'total'))
        for f in (lambda: d['missing'], lambda: l[100], lambda: ns.nothing, lambda: q.get_nowait()):
            try:
                f()
            except Exception as e:
                print(type(e).__name__, e)
        with m.RLock() as got:
            print(got)
        s = m.BoundedSemaphore(1)
        print(s.acquire(), s.acquire(False), s.release())
        with m.Condition() as c:
            print(c)
    try:
        m.dict()
    except AssertionError as e:
        print('AssertionError', e)

    with Mine() as mine:
        c = mine.Counter(5)
        print(c.add(2), c.add(3), type(c).__name__)
        try:
            c.fail()
        except KeyError as e:
            print('KeyError', e)
        try:
            c._callmethod('n')
        except Exception as e:
            print(type(e).__name__, 'is not in exposed' in str(e))


if __name__ == '__main__':
    main()
