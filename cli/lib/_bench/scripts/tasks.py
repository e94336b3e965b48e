# tasks.py row|threads|processes cpu|io: four tasks that compute, or that wait; one after the other, as threads, as processes.
import multiprocessing
import sys
import threading
import time

clock = getattr(time, "perf_counter", time.time)


def compute():
    n = 10000000
    while n > 0:
        n -= 1


def wait():
    for i in range(25):
        time.sleep(0.01)


def main(how, what):
    task = {"cpu": compute, "io": wait}[what]
    began = clock()
    if how == "row":
        for i in range(4):
            task()
    else:
        make = threading.Thread if how == "threads" else multiprocessing.Process
        workers = [make(target=task) for i in range(4)]
        for w in workers:
            w.start()
        for w in workers:
            w.join()
    print("wall=%.6f" % (clock() - began))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
