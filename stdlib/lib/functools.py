"""Functions that work on functions: wraps, caches, partial application, single dispatch.

`partial`, `reduce` and `cmp_to_key` are native.  `lru_cache` keeps its entries in a dict, whose order
of insertion is the order of use: a hit takes the entry out and puts it back at the end, and the
victim of a full cache is the first entry.  One lock guards that; the wrapped function runs without it.
"""

from _functools import cmp_to_key, partial, reduce
from _thread import RLock
from builtins import len           # a cache may be put around the one in builtins

__all__ = ['update_wrapper', 'wraps', 'WRAPPER_ASSIGNMENTS', 'WRAPPER_UPDATES', 'total_ordering', 'cache',
           'cmp_to_key', 'lru_cache', 'reduce', 'partial', 'partialmethod', 'singledispatch',
           'singledispatchmethod', 'cached_property']

WRAPPER_ASSIGNMENTS = ('__module__', '__name__', '__qualname__', '__doc__', '__annotations__')
WRAPPER_UPDATES = ('__dict__',)


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    """Make `wrapper` look like `wrapped`."""
    for name in assigned:
        try:
            value = getattr(wrapped, name)
        except AttributeError:
            continue
        setattr(wrapper, name, value)
    for name in updated:
        getattr(wrapper, name).update(getattr(wrapped, name, {}))
    # Last, because the update above may have brought the __wrapped__ of `wrapped` itself.
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    """A decorator that applies update_wrapper() to the function that it decorates."""
    return partial(update_wrapper, wrapped=wrapped, assigned=assigned, updated=updated)


# total_ordering: each operator from the one that the class defines (the `root`) and __eq__.

def _derived(root, op):
    """The method for `op`, written in terms of the method named `root`."""
    negated = op[2] != root[2]                     # __lt__ from __gt__ or __ge__, and so on
    loose = op[3] == 'e' and root[3] != 'e'        # a <= b is a < b or a == b
    tight = op[3] != 'e' and root[3] == 'e'        # a < b is a <= b and a != b

    def method(self, other):
        result = getattr(type(self), root)(self, other)
        if result is NotImplemented:
            return result
        if negated:
            result = not result
            # not (a > b) is a <= b already; only the opposite strictness needs the equality.
            if root[3] == op[3]:
                return result and self != other if op[3] != 'e' else result or self == other
            return result
        if loose:
            return result or self == other
        if tight:
            return result and self != other
        return result

    method.__name__ = op
    method.__qualname__ = op
    method.__doc__ = f'Return a {_SIGNS[op]} b.  Computed by @total_ordering from {root}.'
    return method


_SIGNS = {'__lt__': '<', '__gt__': '>', '__le__': '<=', '__ge__': '>='}


def total_ordering(cls):
    """Class decorator that adds the missing ordering methods."""
    roots = [op for op in _SIGNS if getattr(cls, op, None) is not getattr(object, op, None)]
    if not roots:
        raise ValueError('must define at least one ordering operation: < > <= >=')
    root = next(op for op in ('__lt__', '__le__', '__gt__', '__ge__') if op in roots)
    for op in _SIGNS:
        if op not in roots:
            setattr(cls, op, _derived(root, op))
    return cls


# Partial methods

class partialmethod:
    """`partial` for use in a class body: the result becomes a method."""

    def __init__(self, func, /, *args, **keywords):
        if not callable(func) and not hasattr(func, '__get__'):
            raise TypeError(f'{func!r} is not callable or a descriptor')
        if isinstance(func, partialmethod):
            args = func.args + args
            keywords = {**func.keywords, **keywords}
            func = func.func
        self.func = func
        self.args = args
        self.keywords = keywords

    def __repr__(self):
        args = [*map(repr, self.args), *(f'{k}={v!r}' for k, v in self.keywords.items())]
        cls = self.__class__
        return f"{cls.__module__}.{cls.__qualname__}({self.func}, {', '.join(args)})"

    def _method(self):
        def _method(cls_or_self, /, *args, **keywords):
            return self.func(cls_or_self, *self.args, *args, **{**self.keywords, **keywords})
        _method.__isabstractmethod__ = self.__isabstractmethod__
        _method._partialmethod = self
        return _method

    def __get__(self, obj, cls=None):
        get = getattr(self.func, '__get__', None)
        if get is not None:
            bound = get(obj, cls)
            if bound is not self.func:       # the function has its own way to bind: a classmethod, say
                result = partial(bound, *self.args, **self.keywords)
                try:
                    result.__self__ = bound.__self__
                except AttributeError:
                    pass
                return result
        return self._method().__get__(obj, cls)

    @property
    def __isabstractmethod__(self):
        return getattr(self.func, '__isabstractmethod__', False)


# Caches

class _HashedKey(list):
    """A cache key of several parts; its hash is computed once."""
    __slots__ = ('_hash',)

    def __init__(self, parts):
        self[:] = parts
        self._hash = hash(parts)

    def __hash__(self):
        return self._hash


_KEYWORDS = object()       # stands between positional and keyword arguments in a key
_MISSING = object()


def _make_key(args, kwds, typed):
    """One hashable value for a call's arguments; a lone int or str stands for itself."""
    key = args
    if kwds:
        key += (_KEYWORDS,)
        for item in kwds.items():
            key += item
    if typed:
        key += tuple([type(value) for value in args])
        if kwds:
            key += tuple([type(value) for value in kwds.values()])
    elif len(key) == 1 and type(key[0]) in (int, str):
        return key[0]
    return _HashedKey(key)


def lru_cache(maxsize=128, typed=False):
    """Decorator that remembers the results of the last `maxsize` calls (all, if None)."""
    function = None
    if isinstance(maxsize, int):
        maxsize = max(maxsize, 0)
    elif callable(maxsize) and isinstance(typed, bool):      # @lru_cache without parentheses
        function, maxsize = maxsize, 128
    elif maxsize is not None:
        raise TypeError('Expected first argument to be an integer, a callable, or None')

    def decorate(function):
        wrapper = _caching(function, maxsize, typed)
        wrapper.cache_parameters = lambda: {'maxsize': maxsize, 'typed': typed}
        return update_wrapper(wrapper, function)

    return decorate if function is None else decorate(function)


def _caching(function, maxsize, typed):
    entries = {}
    hits = misses = 0
    lock = RLock()         # an RLock, since the __eq__ of a key may call the function again
    get, pop = entries.get, entries.pop
    missing = _MISSING

    if maxsize is None:
        def wrapper(*args, **kwds):
            nonlocal hits, misses
            if typed or kwds or len(args) != 1 or type(args[0]) not in (int, str):
                key = _make_key(args, kwds, typed)
            else:
                key = args[0]
            result = get(key, missing)
            if result is not missing:
                hits += 1
                return result
            misses += 1
            result = function(*args, **kwds)
            entries[key] = result
            return result
    elif maxsize == 0:
        def wrapper(*args, **kwds):
            nonlocal misses
            misses += 1
            return function(*args, **kwds)
    else:
        def wrapper(*args, **kwds):
            nonlocal hits, misses
            key = _make_key(args, kwds, typed)
            with lock:
                result = pop(key, missing)
                if result is not missing:
                    entries[key] = result
                    hits += 1
                    return result
                misses += 1
            result = function(*args, **kwds)
            with lock:
                if key not in entries:       # else: another thread, or a recursive call, was faster
                    if len(entries) >= maxsize:
                        del entries[next(iter(entries))]
                    entries[key] = result
            return result

    def cache_info():
        """Report cache statistics"""
        with lock:
            return _cache_info_type()(hits, misses, maxsize, len(entries))

    def cache_clear():
        """Clear the cache and cache statistics"""
        nonlocal hits, misses
        with lock:
            entries.clear()
            hits = misses = 0

    wrapper.cache_info = cache_info
    wrapper.cache_clear = cache_clear
    return wrapper


_CacheInfo = None


def _cache_info_type():
    global _CacheInfo
    if _CacheInfo is None:
        from collections import namedtuple
        _CacheInfo = namedtuple('CacheInfo', ['hits', 'misses', 'maxsize', 'currsize'], module=__name__)
    return _CacheInfo


def cache(user_function, /):
    """An unbounded lru_cache."""
    return lru_cache(maxsize=None)(user_function)


class cached_property:
    """A property computed once; the value then lives in the instance's `__dict__`."""

    def __init__(self, func):
        self.func = func
        self.attrname = None
        self.__doc__ = func.__doc__
        self.lock = RLock()

    def __set_name__(self, owner, name):
        if self.attrname is None:
            self.attrname = name
        elif name != self.attrname:
            raise TypeError('Cannot assign the same cached_property to two different names '
                            f'({self.attrname!r} and {name!r}).')

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        name = self.attrname
        if name is None:
            raise TypeError('Cannot use cached_property instance without calling __set_name__ on it.')
        try:
            values = instance.__dict__
        except AttributeError:
            raise TypeError(f"No '__dict__' attribute on {type(instance).__name__!r} "
                            f'instance to cache {name!r} property.') from None
        value = values.get(name, _MISSING)
        if value is _MISSING:
            with self.lock:                  # another thread may have been here meanwhile
                value = values.get(name, _MISSING)
                if value is _MISSING:
                    value = self.func(instance)
                    try:
                        values[name] = value
                    except TypeError:
                        raise TypeError(
                            f"The '__dict__' attribute on {type(instance).__name__!r} instance does not "
                            f'support item assignment for caching {name!r} property.') from None
        return value

    __class_getitem__ = classmethod(type(list[int]))


# Single dispatch

def _find_implementation(cls, registry):
    """The entry of `registry` that fits `cls` best.

    The classes of the method resolution order come first to last.  An abstract class that `cls` only
    counts as a subclass of stands behind the last class in the order that counts as one, too, and
    behind those abstract bases of that class that it does not refine.
    """
    mro = cls.__mro__
    places = {}
    for known in registry:
        if known not in mro and issubclass(cls, known):
            for base in mro:
                parents = base.__bases__
                if issubclass(base, known) and not any(issubclass(parent, known) for parent in parents):
                    place = max([mro.index(base), *[mro.index(parent) for parent in parents
                                                    if hasattr(parent, '__abstractmethods__')
                                                    and not issubclass(known, parent)]])
                    places.setdefault(place, []).append(known)
                    break
    for place, base in enumerate(mro):
        if base in registry:
            return registry[base]
        here = places.get(place, ())
        best = [known for known in here
                if not any(other is not known and issubclass(other, known) for other in here)]
        if len(best) > 1:
            raise RuntimeError(f'Ambiguous dispatch: {best[0]} or {best[1]}')
        if best:
            return registry[best[0]]
    return None


def _union_members(cls):
    """The classes of `int | str` or Union[int, str]; None for anything else."""
    kind = type(cls)
    if kind.__name__ in ('UnionType', '_UnionGenericAlias'):
        return cls.__args__
    return None


def singledispatch(func):
    """Make `func` generic: calls go to the implementation registered for the first argument's class."""
    registry = {}
    found = {}             # answers of dispatch(), until the next registration
    token = None
    funcname = getattr(func, '__name__', 'singledispatch function')

    def dispatch(cls):
        """The implementation that would be called for an argument of class `cls`."""
        nonlocal token
        if token is not None:
            from abc import get_cache_token
            now = get_cache_token()
            if now != token:
                found.clear()
                token = now
        if cls in found:
            return found[cls]
        implementation = registry.get(cls)
        if implementation is None:
            implementation = _find_implementation(cls, registry)
        found[cls] = implementation
        return implementation

    def is_dispatchable(cls):
        if isinstance(cls, type) and not hasattr(cls, '__origin__'):
            return True
        members = _union_members(cls)
        return members is not None and all(isinstance(member, type) for member in members)

    def register(cls, func=None):
        """Register an implementation; `cls` may be left to the annotation of its first parameter."""
        nonlocal token
        if is_dispatchable(cls):
            if func is None:
                return lambda f: register(cls, f)
        else:
            if func is not None:
                raise TypeError(f'Invalid first argument to `register()`. {cls!r} is not a class or union type.')
            hints = getattr(cls, '__annotations__', {})
            if not hints:
                raise TypeError(f'Invalid first argument to `register()`: {cls!r}. Use either `@register(some_class)`'
                                ' or plain `@register` on an annotated function.')
            func = cls
            argname, cls = next(iter(hints.items()))
            if isinstance(cls, str):
                cls = eval(cls, func.__globals__)
            if not is_dispatchable(cls):
                if _union_members(cls) is not None:
                    raise TypeError(f'Invalid annotation for {argname!r}. {cls!r} not all arguments are classes.')
                raise TypeError(f'Invalid annotation for {argname!r}. {cls!r} is not a class.')
        for member in _union_members(cls) or (cls,):
            registry[member] = func
            if token is None and hasattr(member, '__abstractmethods__'):
                from abc import get_cache_token
                token = get_cache_token()
        found.clear()
        return func

    def wrapper(*args, **kw):
        if not args:
            raise TypeError(f'{funcname} requires at least 1 positional argument')
        return dispatch(args[0].__class__)(*args, **kw)

    from types import MappingProxyType
    registry[object] = func
    wrapper.register = register
    wrapper.dispatch = dispatch
    wrapper.registry = MappingProxyType(registry)
    wrapper._clear_cache = found.clear
    return update_wrapper(wrapper, func)


class singledispatchmethod:
    """singledispatch for methods: dispatches on the first argument after self or cls."""

    def __init__(self, func):
        if not callable(func) and not hasattr(func, '__get__'):
            raise TypeError(f'{func!r} is not callable or a descriptor')
        self.dispatcher = singledispatch(func)
        self.func = func

    def register(self, cls, method=None):
        return self.dispatcher.register(cls, func=method)

    def __get__(self, obj, cls=None):
        def _method(*args, **kwargs):
            return self.dispatcher.dispatch(args[0].__class__).__get__(obj, cls)(*args, **kwargs)
        _method.__isabstractmethod__ = self.__isabstractmethod__
        _method.register = self.register
        return update_wrapper(_method, self.func)

    @property
    def __isabstractmethod__(self):
        return getattr(self.func, '__isabstractmethod__', False)
