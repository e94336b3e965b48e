"""Shallow and deep copies.

A class may define `__copy__` or `__deepcopy__`; anything else is taken apart as pickle would do it, by
`copyreg` or `__reduce_ex__`, and put together again.  Deep copies keep a memo of what was copied already,
by id, which also makes recursive structures work.
"""

from _weakref import ref as _ref
from copyreg import dispatch_table

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
    rv = _parts(x, 'shallow')
    return x if isinstance(rv, str) else _reconstruct(x, None, *rv)


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
            rv = _parts(x, 'deep')
            y = x if isinstance(rv, str) else _reconstruct(x, memo, *rv)
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


def _parts(x, kind):
    """What to build a copy of `x` from: (function, args, state, list items, dict items), or a name."""
    cls = type(x)
    reduce = dispatch_table.get(cls)
    if reduce is not None:
        return reduce(x)
    reduce = getattr(x, '__reduce_ex__', None)
    if reduce is not None:
        return reduce(4)
    reduce = getattr(x, '__reduce__', None)
    if reduce is not None:
        return reduce()
    raise Error(f'un({kind})copyable object of type {cls}')


def _reconstruct(x, memo, func, args, state=None, listitems=None, dictitems=None):
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
                    setattr(y, name, value)
    if listitems is not None:
        for item in listitems:
            y.append(deepcopy(item, memo) if deep else item)
    if dictitems is not None:
        for key, value in dictitems:
            if deep:
                key, value = deepcopy(key, memo), deepcopy(value, memo)
            y[key] = value
    return y
