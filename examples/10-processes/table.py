"""Row 7. Four tasks: one after the other, as four threads, as four processes; on one core and on all of them.

Tasks that compute need a core each: threads share one lock, so only processes gain, and only if there is
more than one core.  Tasks that wait need none: threads and processes gain alike, and threads cost less.

    gilvm examples/10-processes/table.py 10000000 0.5     steps of a task that computes, seconds of one that waits

The figures go to standard error: they are other ones each time.
"""

import multiprocessing as mp
import os
import sys
import time
from threading import Thread

TASKS = 4


def show(text):
    print(text, file=sys.stderr)


def compute(n):
    total = 0
    for i in range(n):
        total += i & 7
    return total


def wait(seconds):
    time.sleep(seconds)


def nothing(_):
    pass


def one_after_the_other(task, arg):
    for _ in range(TASKS):
        task(arg)


def as_threads(task, arg):
    run([Thread(target=task, args=(arg,)) for _ in range(TASKS)])


def as_processes(task, arg):
    run([mp.Process(target=task, args=(arg,)) for _ in range(TASKS)])


def run(workers):
    for w in workers:
        w.start()
    for w in workers:
        w.join()


def cpu():
    t = os.times()
    return t.user + t.system + t.children_user + t.children_system


def measure(way, task, arg):
    """Wall and processor time in seconds."""
    wall, used = time.perf_counter(), cpu()
    way(task, arg)
    return time.perf_counter() - wall, cpu() - used


def memory(pid):
    """MiB that belong to a process alone, where the system tells."""
    try:
        with open(f'/proc/{pid}/smaps_rollup') as file:
            return sum(int(line.split()[1]) for line in file if line.startswith('Private')) / 1024
    except (OSError, ValueError):
        return None


def price_of_a_process():
    """What starting one costs: seconds until it has come and gone, and MiB while it is there."""
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        run([mp.Process(target=nothing, args=(0,))])
        times.append(time.perf_counter() - begun)
    here, there = mp.Pipe()
    p = mp.Process(target=there.recv)
    p.start()
    time.sleep(0.2)
    size = memory(p.pid)
    here.send(None)
    p.join()
    return min(times), size


def price_of_a_thread():
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        run([Thread(target=nothing, args=(0,))])
        times.append(time.perf_counter() - begun)
    return min(times)


WAYS = (('one after the other', one_after_the_other), ('threads', as_threads), ('processes', as_processes))


def table(title, cores, steps, seconds):
    for name, task, arg in (('compute', compute, steps), ('wait', wait, seconds)):
        rows = [(label, *measure(way, task, arg)) for label, way in WAYS]
        first = rows[0][1]
        winner = min(rows, key=lambda row: row[1])[0]
        for label, wall, used in rows:
            mark = '  <- wins' if label == winner else ''
            show(f'{title:10} {name:8} {label:20} {wall:8.3f} s {used:8.3f} s {wall / first:6.2f}{mark}')


def main():
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000      # so that a test under any policy is short
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 0.1
    mp.set_start_method('spawn')
    all_cores = os.sched_getaffinity(0)
    show(f'{TASKS} tasks; {len(all_cores)} cores')
    show(f'{"cores":10} {"task":8} {"how":20} {"wall":>10} {"CPU":>10} {"ratio":>6}')
    os.sched_setaffinity(0, {min(all_cores)})
    table('one', 1, steps, seconds)
    os.sched_setaffinity(0, all_cores)
    if len(all_cores) > 1:
        table('all', len(all_cores), steps, seconds)
    wall, size = price_of_a_process()
    show(f'a process: {wall * 1000:.1f} ms to start and end' + (f', {size:.1f} MiB of its own' if size else ''))
    show(f'a thread:  {price_of_a_thread() * 1000:.2f} ms')
    print('''\
Computing: on one core nothing can win. On several, threads take turns at one lock; processes have a lock
each, and as many run as there are cores, less what it costs to start them.
Waiting: who waits holds no lock, so the waits overlap, in threads as in processes; threads start sooner.''')


if __name__ == '__main__':
    main()
