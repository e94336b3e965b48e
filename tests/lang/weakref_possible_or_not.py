"""Which objects of the built-in types and of the library take weak references."""
import collections, functools, io, itertools, queue, sys, threading, types, weakref


def g():
    yield


class Ref(weakref.ref):
    pass


class Bare(weakref.ref):
    __slots__ = ()


objects = [sys, g, g(), len, [].append, type, {1}, frozenset(), g.__code__, g.__get__(1), list[int], collections.deque(), collections.OrderedDict(),
           collections.defaultdict(int), functools.partial(len), io.StringIO(), io.BytesIO(), open('/dev/null'), open('/dev/null', 'rb'), open('/dev/null', 'rb', 0),
           threading.Lock(), threading.RLock(), threading.local(), queue.SimpleQueue(), itertools.tee('a')[0], Ref(g),
           {}, [], (), 'a', b'', bytearray(), 1.5, range(3), slice(1), ValueError(), types.SimpleNamespace(), property(), staticmethod(len), int.__add__,
           [].__len__, iter([]), enumerate([]), zip(), map(len, []), super(int, 1), int | str, types.MappingProxyType({}), {}.keys(), weakref.ref(g), Bare(g),
           itertools.count(), str.join, int.real, filter(None, ''), True, NotImplemented]
for o in objects:
    try:
        print(type(o).__name__, weakref.ref(o)() is o)
    except TypeError as e:
        print(e)
