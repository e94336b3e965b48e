# A trace function that raises is taken off, and its exception goes on in the traced function.
import sys
import traceback


def make(when):
    def tracer(frame, event, arg):
        if event == when:
            raise RuntimeError("from the trace function, at " + event)
        return tracer
    return tracer


def f():
    try:
        x = 1
        raise KeyError(x)
    except RuntimeError as e:
        return "inside: " + str(e)
    except KeyError:
        pass
    return "not traced"


for when in ("call", "line", "exception", "return"):
    sys.settrace(make(when))
    try:
        print(f())
    except RuntimeError as e:
        print("outside:", e)
    print(when, sys.gettrace())


def g():
    a = 1
    return a


sys.settrace(make("line"))
try:
    g()
except RuntimeError as e:
    print([(s.name, s.line) for s in traceback.extract_tb(e.__traceback__)])
sys.settrace(make("return"))
try:
    g()
except RuntimeError as e:
    print([s.name for s in traceback.extract_tb(e.__traceback__)])


def profiler(frame, event, arg):
    if event == "c_call":
        raise RuntimeError("no natives today")


def h():
    try:
        return len([])
    except RuntimeError as e:
        return str(e)


sys.setprofile(profiler)
r = h()
print(r, sys.getprofile())
