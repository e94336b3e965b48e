# Processes: their states, exit codes, names, and what they know of their parents.
import multiprocessing as mp
import os
import signal
import sys
import time


def nothing():
    pass


def code(n):
    sys.exit(n)


def fail():
    sys.stderr = open(os.devnull, 'w')
    raise ValueError('in the child')


def sleep():
    time.sleep(100)


def stubborn(ready):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    ready.set()
    time.sleep(100)


def who(conn):
    me = mp.current_process()
    parent = mp.parent_process()
    conn.send((me.name, me.daemon, parent.name, parent.pid == os.getppid(), parent.is_alive(), __name__, me.pid == os.getpid(),
               mp.active_children()))


class Mine(mp.Process):
    def __init__(self, conn, word):
        super().__init__()
        self.conn, self.word = conn, word

    def run(self):
        self.conn.send(self.word * 2)


def nested(conn):
    try:
        mp.Process(target=nothing).start()
        conn.send('started')
    except AssertionError as e:
        conn.send(str(e))


def grandchild(conn):
    p = mp.Process(target=who, args=(conn,))
    p.start()
    p.join()


if __name__ == '__main__':
    mp.set_start_method('spawn')
    print(mp.get_start_method(), mp.current_process().name, mp.parent_process(), mp.cpu_count() > 0)
    p = mp.Process(target=nothing)
    print(p.name, p.pid, p.exitcode, p.daemon, p.is_alive(), repr(p).replace(str(os.getpid()), 'PID'))
    try:
        p.sentinel
    except ValueError as e:
        print(e)
    p.start()
    try:
        p.start()
    except AssertionError as e:
        print(e)
    p.join()
    print(p.exitcode, p.is_alive(), repr(p).replace(str(os.getpid()), 'PID').replace(str(p.pid), 'CHILD'))
    p.close()
    for use in (p.is_alive, p.join, lambda: p.exitcode):
        try:
            use()
        except ValueError as e:
            print(e)
    for target, args in ((code, (7,)), (code, (None,)), (fail, ())):
        p = mp.Process(target=target, args=args)
        p.start()
        p.join()
        print(p.exitcode)
    p = mp.Process(target=sleep, daemon=True)
    p.start()
    print(p.is_alive(), mp.active_children() == [p], p.join(0.01), p.exitcode)
    try:
        p.close()
    except ValueError as e:
        print(e)
    p.terminate()
    p.join()
    print(p.exitcode, repr(p).split('stopped')[1], mp.active_children())
    ready = mp.Event()
    p = mp.Process(target=stubborn, args=(ready,))
    p.start()
    ready.wait()
    p.terminate()
    p.join(0.05)
    print(p.is_alive())
    p.kill()
    p.join()
    print(p.exitcode)
    a, b = mp.Pipe()
    for target, name in ((who, 'Called'), (nested, None), (grandchild, None)):
        p = mp.Process(target=target, args=(b,), name=name, daemon=target is nested)
        p.start()
        print(a.recv())
        p.join()
    p = Mine(b, 'word')
    p.start()
    print(a.recv())
    p.join()
    try:
        mp.Process(target=lambda: 1).start()
    except Exception as e:
        print(type(e).__name__)
    # A daemon that still runs is terminated at the end.
    mp.Process(target=sleep, daemon=True).start()
    print('end')
