# copy takes objects apart as pickle does: copyreg's table, __reduce_ex__, __reduce__, and what those may say.
import collections
import copy
import copyreg
import functools
import operator
import types
import weakref


class Point:
    def __init__(self, x):
        self.x = x


def reduce_point(p):
    print('reduce_point', p.x)
    return Point, (p.x + 1,)


copyreg.pickle(Point, reduce_point)
p = Point(1)
print(copy.copy(p).x, copy.deepcopy([p])[0].x)


class Hidden:
    def __getattribute__(self, name):
        if name.startswith('__reduce'):
            raise AttributeError(name)
        return object.__getattribute__(self, name)


for f in copy.copy, copy.deepcopy:
    try:
        f(Hidden())
    except copy.Error as e:
        print(type(e), e)


class Six:
    def __reduce__(self):
        return Six, (), None, None, None, print


for f in copy.copy, copy.deepcopy:
    try:
        f(Six())
    except TypeError as e:
        print(e)


class Slotted(set):
    __slots__ = ('note', '__dict__')


s = Slotted([1])
s.note = ['n']
s.more = ['m']
for f in copy.copy, copy.deepcopy:
    c = f(s)
    print(c, c.note, c.more, c.note is s.note, c.more is s.more)


class Many(collections.deque):
    __slots__ = ('note',)


m = Many([[1]], 3)
m.note = 5
c = copy.deepcopy(m)
print(c, c.note, c[0] is m[0])
print(frozenset().__reduce__(), Slotted().__reduce_ex__(4), collections.deque().__reduce__()[:3])

# Iterators over strings go on where they are; namespaces keep their attributes.
for text in 'abc', 'a\u4e2d\u6587b', '':
    it = iter(text)
    next(it, None)
    print(it.__reduce__()[1:], list(copy.copy(it)), list(it), it.__reduce__()[1:])
it = iter('x\u4e2dy')
it.__setstate__(2)
print(next(it), next(it, 'end'))
n = types.SimpleNamespace(a=[1])
c = copy.copy(n)
d = copy.deepcopy(n)
print(c, c.a is n.a, d, d.a is n.a, n.__reduce__())
print(operator.methodcaller('split', ',').__reduce__(), copy.copy(operator.methodcaller('f', 1, k=2)))

# The protocols before 2 know only classes that scripts make.
for thing in (i for i in ()), {}.keys(), types.MappingProxyType({}), property():
    try:
        thing.__reduce_ex__(1)
    except TypeError as e:
        print(e)

# A copy of a partial shares what it was given; keywords put in by hand must be strings.
q = functools.partial(print, 1, sep='-')
c = copy.copy(q)
print(c.args is q.args, c.keywords is q.keywords)
q.keywords[1] = 2
try:
    q()
except TypeError as e:
    print(e)

# What can be referred to weakly.
for thing in collections.deque(), q, c, types.FunctionType:
    print(weakref.ref(thing)() is thing)
