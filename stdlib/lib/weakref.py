"""Weak references, and containers that do not keep their contents alive.

The containers hold references whose callback removes the entry when the object is gone.  They are
iterated over by way of a list, since an entry may vanish at any time.  (In gilvm an object is found
to be gone at a collection, so an entry may outlive the last strong reference for a while.)
"""

from _weakref import getweakrefcount, getweakrefs, proxy, ref
from collections.abc import MutableMapping, MutableSet

__all__ = ['ref', 'proxy', 'getweakrefcount', 'getweakrefs', 'WeakKeyDictionary', 'ReferenceType', 'ProxyType',
           'CallableProxyType', 'ProxyTypes', 'WeakValueDictionary', 'WeakSet', 'WeakMethod', 'finalize']


class _Thing:
    pass


_thing = _Thing()
ReferenceType = ref
ProxyType = type(proxy(_thing))
CallableProxyType = type(proxy(_Thing))
ProxyTypes = (ProxyType, CallableProxyType)
del _thing, _Thing


class KeyedRef(ref):
    """A reference that knows the key that it is stored under."""
    __slots__ = ('key', '__weakref__')

    def __new__(cls, ob, callback, key):
        self = ref.__new__(cls, ob, callback)
        self.key = key
        return self

    def __init__(self, ob, callback, key):
        super().__init__(ob, callback)


class WeakMethod(ref):
    """A weak reference to a bound method, which lives as long as its object and its function."""
    __slots__ = ('_func_ref', '_meth_type', '_alive', '__weakref__')

    def __new__(cls, meth, callback=None):
        try:
            obj, func = meth.__self__, meth.__func__
        except AttributeError:
            raise TypeError(f'argument should be a bound method, not {type(meth)}') from None

        def gone(_):
            self = self_ref()
            if self is not None and self._alive:
                self._alive = False
                if callback is not None:
                    callback(self)

        self = ref.__new__(cls, obj, gone)
        self._func_ref = ref(func, gone)
        self._meth_type = type(meth)
        self._alive = True
        self_ref = ref(self)
        return self

    def __init__(self, meth, callback=None):
        pass

    def __call__(self):
        obj, func = super().__call__(), self._func_ref()
        if obj is None or func is None:
            return None
        return self._meth_type(func, obj)

    def __eq__(self, other):
        if not isinstance(other, WeakMethod):
            return NotImplemented
        if not self._alive or not other._alive:
            return self is other
        return ref.__eq__(self, other) and self._func_ref == other._func_ref

    def __ne__(self, other):
        equal = self.__eq__(other)
        return equal if equal is NotImplemented else not equal

    __hash__ = ref.__hash__


class WeakValueDictionary(MutableMapping):
    """A mapping whose entries vanish with their values."""

    def __init__(self, other=(), /, **kw):
        self.data = {}
        self_ref = ref(self)

        def remove(wr):
            self = self_ref()
            if self is not None and self.data.get(wr.key) is wr:
                del self.data[wr.key]
        self._remove = remove
        self.update(other, **kw)

    def __getitem__(self, key):
        o = self.data[key]()
        if o is None:
            raise KeyError(key)
        return o

    def __setitem__(self, key, value):
        self.data[key] = KeyedRef(value, self._remove, key)

    def __delitem__(self, key):
        del self.data[key]

    def __len__(self):
        return sum([wr() is not None for wr in list(self.data.values())])

    def __contains__(self, key):
        wr = self.data.get(key)
        return wr is not None and wr() is not None

    def __repr__(self):
        return f'<{self.__class__.__name__} at {id(self):#x}>'

    def get(self, key, default=None):
        wr = self.data.get(key)
        o = None if wr is None else wr()
        return default if o is None else o

    def setdefault(self, key, default=None):
        o = self.get(key)
        if o is None:
            self[key] = o = default
        return o

    def pop(self, key, *args):
        wr = self.data.pop(key, None)
        o = None if wr is None else wr()
        if o is not None:
            return o
        if args:
            return args[0]
        raise KeyError(key)

    def popitem(self):
        while True:
            key, wr = self.data.popitem()
            o = wr()
            if o is not None:
                return key, o

    def copy(self):
        new = WeakValueDictionary()
        for key, o in self.items():
            new[key] = o
        return new

    __copy__ = copy

    def __deepcopy__(self, memo):
        from copy import deepcopy
        new = self.__class__()
        for key, o in self.items():
            new[deepcopy(key, memo)] = o
        return new

    def items(self):
        for key, wr in list(self.data.items()):
            o = wr()
            if o is not None:
                yield key, o

    def keys(self):
        for key, _ in self.items():
            yield key

    __iter__ = keys

    def values(self):
        for _, o in self.items():
            yield o

    def valuerefs(self):
        """The weak references, of which some may be dead."""
        return list(self.data.values())

    itervaluerefs = valuerefs

    def __ior__(self, other):
        self.update(other)
        return self

    def __or__(self, other):
        if not hasattr(other, 'keys'):
            return NotImplemented
        new = self.copy()
        new.update(other)
        return new

    def __ror__(self, other):
        if not hasattr(other, 'keys'):
            return NotImplemented
        new = self.__class__()
        new.update(other)
        new.update(self)
        return new


class WeakKeyDictionary(MutableMapping):
    """A mapping whose entries vanish with their keys."""

    def __init__(self, dict=None):
        self.data = {}
        self_ref = ref(self)

        def remove(wr):
            self = self_ref()
            if self is not None:
                self.data.pop(wr, None)
        self._remove = remove
        if dict is not None:
            self.update(dict)

    def __getitem__(self, key):
        return self.data[ref(key)]

    def __setitem__(self, key, value):
        self.data[ref(key, self._remove)] = value

    def __delitem__(self, key):
        del self.data[ref(key)]

    def __len__(self):
        return sum([wr() is not None for wr in list(self.data)])

    def __contains__(self, key):
        try:
            return ref(key) in self.data
        except TypeError:
            return False

    def __repr__(self):
        return f'<{self.__class__.__name__} at {id(self):#x}>'

    def get(self, key, default=None):
        return self.data.get(ref(key), default)

    def setdefault(self, key, default=None):
        return self.data.setdefault(ref(key, self._remove), default)

    def pop(self, key, *args):
        return self.data.pop(ref(key), *args)

    def popitem(self):
        while True:
            wr, value = self.data.popitem()
            key = wr()
            if key is not None:
                return key, value

    def copy(self):
        new = WeakKeyDictionary()
        for key, value in self.items():
            new[key] = value
        return new

    __copy__ = copy

    def __deepcopy__(self, memo):
        from copy import deepcopy
        new = self.__class__()
        for key, value in self.items():
            new[key] = deepcopy(value, memo)
        return new

    def items(self):
        for wr, value in list(self.data.items()):
            key = wr()
            if key is not None:
                yield key, value

    def keys(self):
        for key, _ in self.items():
            yield key

    __iter__ = keys

    def values(self):
        for _, value in self.items():
            yield value

    def keyrefs(self):
        """The weak references, of which some may be dead."""
        return list(self.data)

    __ior__ = WeakValueDictionary.__ior__
    __or__ = WeakValueDictionary.__or__
    __ror__ = WeakValueDictionary.__ror__


class WeakSet(MutableSet):
    """A set whose items may vanish."""

    def __init__(self, data=None):
        self.data = set()
        self_ref = ref(self)

        def remove(wr):
            self = self_ref()
            if self is not None:
                self.data.discard(wr)
        self._remove = remove
        if data is not None:
            self.update(data)

    def __iter__(self):
        for wr in list(self.data):
            item = wr()
            if item is not None:
                yield item

    def __len__(self):
        return sum([wr() is not None for wr in list(self.data)])

    def __contains__(self, item):
        try:
            return ref(item) in self.data
        except TypeError:
            return False

    def __repr__(self):
        return repr(self.data)

    def add(self, item):
        self.data.add(ref(item, self._remove))

    def discard(self, item):
        self.data.discard(ref(item))

    def remove(self, item):
        self.data.remove(ref(item))

    def clear(self):
        self.data.clear()

    def pop(self):
        while True:
            try:
                wr = self.data.pop()
            except KeyError:
                raise KeyError('pop from empty WeakSet') from None
            item = wr()
            if item is not None:
                return item

    def copy(self):
        return self.__class__(self)

    def update(self, other):
        for item in other:
            self.add(item)

    def __ior__(self, other):
        self.update(other)
        return self

    def union(self, other):
        return self.__class__([item for items in (self, other) for item in items])

    def difference(self, other):
        result = self.copy()
        result.difference_update(other)
        return result

    def intersection(self, other):
        return self.__class__([item for item in other if item in self])

    def symmetric_difference(self, other):
        return self.difference(other).union(self.__class__(other).difference(self))

    def difference_update(self, other):
        for item in list(other):
            self.discard(item)

    def intersection_update(self, other):
        other = {ref(item) for item in other}
        for wr in list(self.data):
            if wr not in other:
                self.data.discard(wr)

    def symmetric_difference_update(self, other):
        for item in list(other):
            if item in self:
                self.discard(item)
            else:
                self.add(item)

    def issubset(self, other):
        return self.data <= {ref(item) for item in other}

    def issuperset(self, other):
        return self.data >= {ref(item) for item in other}

    __or__, __sub__, __and__, __xor__ = union, difference, intersection, symmetric_difference
    __le__, __ge__ = issubset, issuperset

    def __lt__(self, other):
        return self.issubset(other) and len(self) < len(set(other))

    def __gt__(self, other):
        return self.issuperset(other) and len(self) > len(set(other))

    def __eq__(self, other):
        if not isinstance(other, self.__class__):
            return NotImplemented
        return set(self) == set(other)


class finalize:
    """Calls a function once: when `obj` dies, when it is called itself, or at exit (unless `atexit` is False)."""
    __slots__ = ()

    _registry = {}             # finalize -> [weakref, function, args, kwargs, atexit, number]
    _count = 0
    _at_exit = False

    def __init__(self, obj, func, /, *args, **kwargs):
        if not finalize._at_exit:
            import atexit
            atexit.register(finalize._exitfunc)
            finalize._at_exit = True
        finalize._count += 1
        self._registry[self] = [ref(obj, lambda wr: self()), func, args, kwargs, True, finalize._count]

    def __call__(self, _=None):
        """If alive, call the function and return its result."""
        info = self._registry.pop(self, None)
        if info is not None:
            _, func, args, kwargs, _, _ = info
            return func(*args, **kwargs)

    def _told(self):
        info = self._registry.get(self)
        obj = None if info is None else info[0]()
        return None if obj is None else (obj, info[1], info[2], info[3])

    def detach(self):
        """Forget about it; returns (obj, func, args, kwargs) if it was alive."""
        told = self._told()
        if told is not None and self._registry.pop(self, None):
            return told

    def peek(self):
        """(obj, func, args, kwargs) if alive."""
        return self._told()

    @property
    def alive(self):
        """Whether the function is still to be called."""
        return self in self._registry

    @property
    def atexit(self):
        """Whether the function is to be called at exit."""
        info = self._registry.get(self)
        return info is not None and info[4]

    @atexit.setter
    def atexit(self, value):
        info = self._registry.get(self)
        if info is not None:
            info[4] = bool(value)

    def __repr__(self):
        told = self._told()
        if told is None:
            return f'<{type(self).__name__} object at {id(self):#x}; dead>'
        obj = told[0]
        return f'<{type(self).__name__} object at {id(self):#x}; for {type(obj).__name__!r} at {id(obj):#x}>'

    @classmethod
    def _exitfunc(cls):
        """At exit, run what is left, newest first."""
        import sys
        while True:
            pending = [(info[5], f) for f, info in cls._registry.items() if info[4]]
            if not pending:
                break
            try:
                max(pending, key=lambda pair: pair[0])[1]()
            except Exception:
                sys.excepthook(*sys.exc_info())
