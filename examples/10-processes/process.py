"""Processes: made like threads, but with nothing in common; what they say to each other must be sent.

    gilvm examples/10-processes/process.py
    gilvm trace examples/10-processes/process.py       a group of rows for each process

Row 22: Process, Queue, Pipe, Pool. Each process is an interpreter with a lock of its own. The list that the
child fills is the child's: the parent's stays empty, which is the difference to a thread.
"""
import multiprocessing as mp
import os
import threading

shared = []


def fill(n):
    shared.append(n)


def worker(tasks, answers):
    for n in iter(tasks.get, None):
        answers.put((n, n * n))


def echo(connection):
    while True:
        text = connection.recv()
        if text is None:
            break
        connection.send(text + '!')
    connection.close()


def cube(n):
    return n ** 3


def leave():
    os._exit(3)


def main():
    t = threading.Thread(target=fill, args=(1,))
    t.start()
    t.join()
    p = mp.Process(target=fill, args=(2,), name='子进程')
    p.start()
    p.join()
    print('线程 and 进程 filled the list:', shared)
    print(p.name, p.exitcode, p.is_alive())

    # A queue for the work, one for the results.
    tasks, answers = mp.Queue(), mp.Queue()
    workers = [mp.Process(target=worker, args=(tasks, answers)) for _ in range(2)]
    for w in workers:
        w.start()
    for n in range(6):
        tasks.put(n)
    for w in workers:
        tasks.put(None)
    print('Queue:', sorted(answers.get() for _ in range(6)))
    for w in workers:
        w.join()

    # A pipe has two ends.
    here, there = mp.Pipe()
    p = mp.Process(target=echo, args=(there,))
    p.start()
    for text in ('你好', '再见', None):
        here.send(text)
        if text:
            print('Pipe:', here.recv())
    p.join()

    with mp.Pool(2) as pool:
        print('Pool:', pool.map(cube, range(5)), pool.apply(cube, (10,)))

    p = mp.Process(target=leave)
    p.start()
    p.join()
    print('exit code of one that left by itself:', p.exitcode)
    print('processors:', mp.cpu_count() >= 1)


if __name__ == '__main__':
    mp.set_start_method('spawn')
    main()
