# A profile function sees calls and returns, of built-in functions too, but no lines.
import sys

log = []


def profiler(frame, event, arg):
    log.append((frame.f_code.co_name, event, getattr(arg, "__name__", arg)))


def helper(x):
    return x + 1


class C:
    def __init__(self):
        self.items = [3, 1, 2]

    def method(self):
        self.items.sort(key=lambda i: -i)
        return len(self.items)


def gen():
    yield 1
    yield 2


def work():
    helper(1)
    c = C()
    c.method()
    c.items.append(0)
    list.append(c.items, 5)
    "a-b".split(sep="-")
    max(*[1, 2])
    int("3")
    str(4)
    isinstance(1, int)
    total = 0
    for v in gen():
        total += v
    try:
        ord("")
    except TypeError:
        pass
    try:
        [].pop(**{})
    except IndexError:
        pass
    sorted([2, 1], key=helper)
    return total


sys.setprofile(profiler)
work()
sys.setprofile(None)
for entry in log:
    print(*entry)
print(sys.getprofile())


def inner():
    sys.setprofile(profiler)


log.clear()
inner()
sys.setprofile(None)
print(log)
