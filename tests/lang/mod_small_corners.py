# Corners of collections, functools and the iterators: what is refused, and when.
import builtins
import functools
import inspect
import itertools
from collections import deque

# An iterator over a deque notices a change even at its end; going backwards it does not look there.
d = deque()
it = iter(d)
d.append(1)
try:
    next(it)
except RuntimeError as e:
    print(e)
d = deque([1])
it = reversed(d)
print(next(it))
d.append(2)
print(next(it, 'end'))


# A subclass takes keywords only if it says so.
def refused(cls, *args):
    class Plain(cls):
        pass
    try:
        Plain(*args, extra=1)
    except TypeError as e:
        print(e)


refused(zip, [1])
refused(map, str, [1])
refused(filter, None, [1])
refused(reversed, [1])
refused(itertools.chain, [1])
refused(itertools.islice, [1], 1)
refused(itertools.cycle, [1])
refused(itertools.takewhile, bool, [1])


class Named(map):
    def __init__(self, *args, name):
        self.name = name


n = Named(str, [1, 2], name='n')
print(n.name, list(n))


class Made(zip):
    def __new__(cls, *args, name):
        self = super().__new__(cls, *args)
        self.name = name
        return self


m = Made([1], 'a', name='m')
print(m.name, list(m))


# A static or class method has its function's annotations, so it can be registered by them.
class Shown:
    @functools.singledispatchmethod
    def show(self, x):
        return 'any'

    @show.register
    @staticmethod
    def _(x: int):
        return 'int'

    @show.register
    @classmethod
    def _(cls, x: str):
        return 'str ' + cls.__name__


s = Shown()
print(s.show(1.5), s.show(1), s.show('a'), Shown.show('a'))
print(Shown.__dict__['_'].__annotations__)

# `len` itself may be cached.
old = builtins.len
builtins.len = functools.lru_cache(4)(len)
try:
    print(len((1, 2)), len('abc'), len((1, 2)))
    cached = len
finally:
    builtins.len = old
print(cached.cache_info())


# inspect unwraps real partials alone, not whatever has a `func`.
class Endless:
    @property
    def func(self):
        return self
    keywords = {}


print(inspect.isgeneratorfunction(Endless()))
