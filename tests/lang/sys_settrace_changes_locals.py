# What a trace function puts into f_locals becomes the value of the variable.
import sys


def tracer(frame, event, arg):
    if frame.f_code.co_name in ("f", "outer") and event == "line" and frame.f_locals.get("n") == 1:
        frame.f_locals["n"] = 10
        frame.f_locals["unknown"] = 1
    return tracer


def f(n):
    m = n
    n += 1
    return n, m


def outer():
    n = 1

    def inner():
        return n
    return inner()


sys.settrace(tracer)
r = f(1), f(5), outer()
sys.settrace(None)
print(r)


def watcher(frame, event, arg):
    if event == "line" and frame.f_code.co_name == "count":
        seen.append(dict(frame.f_locals))
    return watcher


def count():
    for i in range(2):
        x = i * 2
    del x
    return i


seen = []
sys.settrace(watcher)
count()
sys.settrace(None)
for s in seen:
    print(s)
