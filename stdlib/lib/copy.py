"""Shallow and deep copies.

A class may define `__copy__`, `__deepcopy__` or `__reduce_ex__`/`__reduce__`; anything else is taken
apart by `_parts`: class, arguments for `__new__`, state (`__dict__` and slots), items.  Deep copies keep
a memo of what was copied already, by id, which also makes recursive structures work.
"""

from _weakref import ref as _ref

__all__ = ['Error', 'copy', 'deepcopy']


class Error(Exception):
    pass


error = Error
_ATOMIC = frozenset((type(None), int, float, bool, complex, str, bytes, type, range, slice, type(Ellipsis),
                     type(NotImplemented), type(len), type(lambda: 0), type((lambda: 0).__code__), property, _ref))


def copy(x):
    """A shallow copy: a new object with the same parts."""
    cls = type(x)
    if cls in _ATOMIC or cls in (tuple, frozenset):
        return x
    if cls in (list, dict, set, bytearray):
        return x.copy()
    if issubclass(cls, type):
        return x
    copier = getattr(cls, '__copy__', None)
    if copier is not None:
        return copier(x)
    rv = _parts(x)
    return x if isinstance(rv, str) else _rebuild(x, None, *rv)


def deepcopy(x, memo=None, _nil=[]):
    """A deep copy: the parts are copied, too."""
    cls = type(x)
    if cls in _ATOMIC:
        return x
    if memo is None:
        memo = {}
    key = id(x)
    y = memo.get(key, _nil)
    if y is not _nil:
        return y
    copier = _deepcopiers.get(cls)
    if copier is not None:
        y = copier(x, memo)
    elif issubclass(cls, type):
        return x
    else:
        copier = getattr(x, '__deepcopy__', None)
        if copier is not None:
            y = copier(memo)
        else:
            rv = _parts(x)
            y = x if isinstance(rv, str) else _rebuild(x, memo, *rv)
    if y is not x:
        memo[key] = y
        # Keep x alive as long as the memo, so that nothing else gets its id meanwhile.
        memo.setdefault(id(memo), []).append(x)
    return y


def _deepcopy_list(x, memo):
    y = []
    memo[id(x)] = y
    for item in x:
        y.append(deepcopy(item, memo))
    return y


def _deepcopy_tuple(x, memo):
    y = [deepcopy(item, memo) for item in x]
    if id(x) in memo:                    # x contains itself, by way of a list
        return memo[id(x)]
    for old, new in zip(x, y):
        if old is not new:
            return tuple(y)
    return x


def _deepcopy_dict(x, memo):
    y = {}
    memo[id(x)] = y
    for key, value in x.items():
        y[deepcopy(key, memo)] = deepcopy(value, memo)
    return y


def _deepcopy_set(x, memo):
    return type(x)([deepcopy(item, memo) for item in x])


def _deepcopy_method(x, memo):
    return type(x)(x.__func__, deepcopy(x.__self__, memo))


class _Method:
    def method(self):
        pass


_deepcopiers = {list: _deepcopy_list, tuple: _deepcopy_tuple, dict: _deepcopy_dict, set: _deepcopy_set,
                frozenset: _deepcopy_set, bytearray: lambda x, memo: bytearray(x),
                type(_Method().method): _deepcopy_method}
del _Method


def _new(cls, *args):
    return cls.__new__(cls, *args)


def _parts(x):
    """What to build a copy of `x` from: (function, args, state, list items, dict items), or a name."""
    cls = type(x)
    for name, args in (('__reduce_ex__', (4,)), ('__reduce__', ())):
        reduce = getattr(cls, name, None)
        if reduce is not None and reduce is not getattr(object, name, None):
            rv = reduce(x, *args)
            return rv if isinstance(rv, str) else (*rv, None, None, None)[:5]
    if cls.__module__ in ('_thread', '_io') or cls.__name__ in ('generator', 'module', 'frame', 'traceback', 'code'):
        name = cls.__name__ if cls.__module__ == 'builtins' else f'{cls.__module__}.{cls.__name__}'
        raise TypeError(f'cannot pickle {name!r} object')
    if isinstance(x, BaseException):
        return cls, x.args, vars(x) or None, None, None
    args = (cls,)
    if hasattr(cls, '__getnewargs_ex__'):
        newargs, kwargs = x.__getnewargs_ex__()
        return (lambda cls, *args: cls.__new__(cls, *args, **kwargs)), (cls, *newargs), _state(x), None, None
    if hasattr(cls, '__getnewargs__'):
        args = (cls, *x.__getnewargs__())
    else:
        for base in (int, float, complex, str, bytes, tuple, frozenset, bytearray):
            if issubclass(cls, base):
                args = (cls, base(x))
                break
    if issubclass(cls, set):
        return cls, (list(x),), _state(x), None, None
    if hasattr(cls, 'default_factory') and issubclass(cls, dict):
        return cls, (x.default_factory,), _state(x), None, iter(x.items())
    if hasattr(cls, 'appendleft') and hasattr(cls, 'maxlen'):      # a deque
        return cls, ((), x.maxlen), _state(x), iter(x), None
    return (_new, args, _state(x), iter(x) if issubclass(cls, list) else None,
            iter(x.items()) if issubclass(cls, dict) else None)


def _state(x):
    """`__getstate__()` if the class has its own; else the `__dict__`, with the values of slots beside it."""
    cls = type(x)
    getstate = getattr(cls, '__getstate__', None)
    if getstate is not None and getstate is not getattr(object, '__getstate__', None):
        return x.__getstate__()
    state = getattr(x, '__dict__', None) or None
    slots = {}
    for base in cls.__mro__:
        names = base.__dict__.get('__slots__', ())
        for name in (names,) if isinstance(names, str) else names:
            if name not in ('__dict__', '__weakref__'):
                if name.startswith('__') and not name.endswith('__'):
                    name = f"_{base.__name__.lstrip('_')}{name}"
                if hasattr(x, name):
                    slots[name] = getattr(x, name)
    return (state, slots) if slots else state


def _rebuild(x, memo, func, args, state=None, listitems=None, dictitems=None):
    """Put a copy together; `memo` says that it shall be a deep one."""
    deep = memo is not None
    if deep:
        args = [deepcopy(arg, memo) for arg in args]
    y = func(*args)
    if deep:
        memo[id(x)] = y
    if state is not None:
        if deep:
            state = deepcopy(state, memo)
        if hasattr(y, '__setstate__'):
            y.__setstate__(state)
        else:
            slots = None
            if isinstance(state, tuple) and len(state) == 2:
                state, slots = state
            if state is not None:
                y.__dict__.update(state)
            if slots is not None:
                for name, value in slots.items():
                    object.__setattr__(y, name, value)
    if listitems is not None:
        for item in listitems:
            y.append(deepcopy(item, memo) if deep else item)
    if dictitems is not None:
        for key, value in dictitems:
            if deep:
                key, value = deepcopy(key, memo), deepcopy(value, memo)
            y[key] = value
    return y
