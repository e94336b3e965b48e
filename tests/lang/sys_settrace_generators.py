# Each time a generator goes on is a call, each yield a return; what is thrown in is an exception.
import sys

log = []


def tracer(frame, event, arg):
    if event == "exception":
        arg = arg[0].__name__
    log.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno, arg))
    return tracer


def gen():
    try:
        x = yield 1
        yield x
    except ValueError:
        yield "caught"
    return "end"


def outer():
    r = yield from gen()
    return r


def sends():
    g = gen()
    next(g)
    g.send("s")
    g.throw(ValueError())
    try:
        next(g)
    except StopIteration as e:
        return e.value


def delegates():
    return [x for x in outer()]


def closes():
    g = outer()
    next(g)
    g.close()
    return "closed"


def never_started():
    g = gen()
    g.close()
    return "closed"


def fails():
    g = gen()
    next(g)
    try:
        g.throw(KeyError("k"))
    except KeyError:
        return "failed"


def squares(n):
    return sum(i * i for i in range(n))


for f, args in [(sends, ()), (delegates, ()), (closes, ()), (never_started, ()), (fails, ()), (squares, (3,))]:
    log.clear()
    sys.settrace(tracer)
    f(*args)
    sys.settrace(None)
    print("--", f.__name__)
    for name, event, line, arg in log:
        print(name, event, line, arg)
