# Queue, JoinableQueue, SimpleQueue and Pipe between processes.
import multiprocessing as mp
import queue
import sys
from multiprocessing.connection import wait


def double(inbox, outbox):
    for x in iter(inbox.get, None):
        outbox.put(x * 2)


def work(q, done):
    while True:
        x = q.get()
        done.put(x)
        q.task_done()


def echo(conn):
    with conn:
        try:
            while True:
                conn.send(conn.recv())
        except EOFError:
            pass


def late(conn, word):
    conn.send(word)
    conn.close()


if __name__ == '__main__':
    mp.set_start_method('spawn')
    inbox, outbox = mp.Queue(), mp.Queue()
    p = mp.Process(target=double, args=(inbox, outbox))
    p.start()
    for x in (1, 'ab', [1, 2], {'a': (1, None)}['a'], 'x' * 200000):
        inbox.put(x)
    print([len(y) if isinstance(y, str) and len(y) > 10 else y for y in (outbox.get() for _ in range(5))])
    inbox.put(None)
    p.join()
    print(p.exitcode, outbox.empty())
    for get in (outbox.get_nowait, lambda: outbox.get(timeout=0.01), lambda: outbox.get(False)):
        try:
            get()
        except queue.Empty:
            print('Empty')
    small = mp.Queue(2)
    small.put(1)
    small.put(2)
    print(small.full(), small.qsize())
    for put in (lambda: small.put_nowait(3), lambda: small.put(3, timeout=0.01)):
        try:
            put()
        except queue.Full:
            print('Full')
    print(small.get(), small.get(), small.full())
    small.close()
    small.join_thread()
    for use in (lambda: small.put(1), lambda: small.get()):
        try:
            use()
        except ValueError as e:
            print(str(e).split('<')[0], str(e).split('>')[1])
    q, done = mp.JoinableQueue(), mp.SimpleQueue()
    p = mp.Process(target=work, args=(q, done), daemon=True)
    p.start()
    for i in range(10):
        q.put(i)
    q.join()
    print([done.get() for _ in range(10)], done.empty())
    try:
        q.task_done()
    except ValueError as e:
        print(e)
    p.terminate()
    p.join()

    a, b = mp.Pipe()
    p = mp.Process(target=echo, args=(b,))
    p.start()
    b.close()
    print(a.poll(), a.closed, a.readable, a.writable)
    for x in ('hello', b'bytes', 2 ** 70, None, list(range(5)), 'y' * 300000):
        a.send(x)
        y = a.recv()
        print(y == x, type(y).__name__)
    a.close()
    p.join()
    print(p.exitcode)
    try:
        a.send(1)
    except OSError as e:
        print(e)
    r, w = mp.Pipe(duplex=False)
    for bad in (lambda: r.send(1), lambda: w.recv()):
        try:
            bad()
        except OSError as e:
            print(e)
    w.send_bytes(b'0123456789', 2, 5)
    print(r.recv_bytes())
    w.send_bytes(b'abc')
    buf = bytearray(5)
    print(r.recv_bytes_into(buf, 1), buf)
    w.send_bytes(b'too long')
    try:
        r.recv_bytes_into(bytearray(3))
    except mp.BufferTooShort as e:
        print('BufferTooShort', e)
    w.close()
    try:
        r.recv()
    except EOFError as e:
        print('EOFError', e)
    pairs = [mp.Pipe(duplex=False) for _ in range(3)]
    ps = [mp.Process(target=late, args=(w, f'word{i}')) for i, (r, w) in enumerate(pairs)]
    for p, (r, w) in zip(ps, pairs):
        p.start()
        w.close()
    readers, words = [r for r, w in pairs], []
    while readers:
        for r in wait(readers):
            try:
                words.append(r.recv())
            except EOFError:
                readers.remove(r)
    print(sorted(words))
    for p in ps:
        print(wait([p.sentinel]) == [p.sentinel], end=' ')
        p.join()
    import pickle
    try:
        pickle.dumps(mp.Queue())
    except RuntimeError as e:
        print(e)
