# The events of a trace function: which, on which line, with which argument.
import sys

log = []


def tracer(frame, event, arg):
    if event == "exception":
        arg = arg[0].__name__, str(arg[1]), arg[2] is not None
    log.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno, arg))
    return tracer


def plain(a):
    b = a + 1
    return b * 2


def loops(n):
    total = 0
    for i in range(n):
        if i == 1:
            continue
        total += i
    while total > 0:
        total -= 2
    else:
        total = 7
    return total


def one_line(n):
    while n: n -= 1
    return [q for q in (1, 2)]


def handled():
    try:
        raise ValueError("v")
    except KeyError:
        pass
    except ValueError as e:
        text = str(e)
    finally:
        text = "f"
    return text


def inner():
    return {}["k"]


def passes_through():
    inner()


class Three:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n > 1:
            raise StopIteration
        return self.n


def own_iterator():
    for x in Three():
        pass


def with_statement():
    class M:
        def __enter__(self):
            return 1

        def __exit__(self, *exc):
            return True
    with M() as m:
        1 / 0
    return m


def nothing():
    pass


for f, args in [(plain, (1,)), (loops, (3,)), (one_line, (2,)), (handled, ()), (passes_through, ()),
                (own_iterator, ()), (with_statement, ()), (nothing, ())]:
    log.clear()
    sys.settrace(tracer)
    try:
        f(*args)
    except KeyError:
        pass
    sys.settrace(None)
    print("--", f.__name__)
    for name, event, line, arg in log:
        if name == "<module>":
            continue
        print(name, event, line, arg if isinstance(arg, (int, str, tuple, list, type(None))) else type(arg).__name__)
