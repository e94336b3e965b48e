# Both at once: the trace function is told of a call first. Neither is traced itself.
import sys

log = []


def tracer(frame, event, arg):
    noise()
    log.append(("trace", event, frame.f_code.co_name))
    return tracer


def profiler(frame, event, arg):
    noise()
    log.append(("profile", event, frame.f_code.co_name))


def noise():
    return len("x")


def f():
    return abs(-1)


def fails():
    raise ValueError


sys.settrace(tracer)
sys.setprofile(profiler)
f()
try:
    fails()
except ValueError:
    pass
sys.setprofile(None)
f()
sys.settrace(None)
f()
for entry in log:
    print(*entry)


def once(frame, event, arg):
    log.append(event)
    sys.settrace(None)


log.clear()
sys.settrace(once)
f()
f()
print(log, sys.gettrace())
