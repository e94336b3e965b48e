# threading.settrace and setprofile reach the threads that start later; sys.settrace the calling thread alone.
import sys
import threading

events = {}


def tracer(frame, event, arg):
    if frame.f_code is work.__code__:
        events.setdefault(threading.current_thread().name, []).append(event)
    return tracer


def work(n):
    for i in range(n):
        pass


def run(name, n):
    t = threading.Thread(target=work, args=(n,), name=name)
    t.start()
    t.join()


run("before", 1)
threading.settrace(tracer)
work(1)                          # the main thread is not traced
run("traced", 2)
threads = [threading.Thread(target=work, args=(n,), name=f"many {n}") for n in range(1, 6)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(threading.gettrace() is tracer, sys.gettrace())
threading.settrace(None)
run("after", 1)
for name in sorted(events):
    print(name, events[name])

calls = []


def profiler(frame, event, arg):
    if frame.f_code is work.__code__:
        calls.append(event)


threading.setprofile(profiler)
run("profiled", 1)
threading.setprofile(None)
run("not profiled", 1)
print(calls, threading.getprofile())
