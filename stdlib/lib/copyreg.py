"""How classes are taken apart for pickle and copy, besides what they say themselves."""

__all__ = ['pickle', 'constructor', 'add_extension', 'remove_extension', 'clear_extension_cache']

dispatch_table = {}            # class -> what gives (function, arguments, ...) for an instance


def pickle(ob_type, pickle_function, constructor_ob=None):
    """Let `pickle_function` take instances of a class apart."""
    if not callable(pickle_function):
        raise TypeError('reduction functions must be callable')
    dispatch_table[ob_type] = pickle_function
    if constructor_ob is not None:
        constructor(constructor_ob)


def constructor(object):
    if not callable(object):
        raise TypeError('constructors must be callable')


def _pickle_complex(c):
    return complex, (c.real, c.imag)


pickle(complex, _pickle_complex, complex)


def _pickle_union(obj):
    import functools
    import operator
    return functools.reduce, (operator.or_, obj.__args__)


pickle(type(int | str), _pickle_union)


def _pickle_alias(obj):
    return type(obj), (obj.__origin__, obj.__args__)


pickle(type(list[int]), _pickle_alias)


def _pickle_method(obj):
    return getattr, (obj.__objclass__, obj.__name__)


pickle(type(str.upper), _pickle_method)


# What __reduce_ex__ answers for protocols 0 and 1, and how that is put together again

def _reconstructor(cls, base, state):
    if base is object:
        return object.__new__(cls)
    obj = base.__new__(cls, state)
    if base.__init__ != object.__init__:
        base.__init__(obj, state)
    return obj


def _reduce_ex(self, proto):
    assert proto < 2
    cls = self.__class__
    for base in cls.__mro__:
        if not base.__flags__ & _HEAP_TYPE:
            break
    if base is object:
        state = None
    elif base is cls:
        raise TypeError(f'cannot pickle {cls.__name__!r} object')
    else:
        state = base(self)
    args = (cls, base, state)
    getstate = getattr(self, '__getstate__')
    if type(self).__getstate__ is object.__getstate__ and getattr(self, '__slots__', None):
        raise TypeError('a class that defines __slots__ without defining __getstate__ cannot be pickled')
    state = getstate()
    return (_reconstructor, args, state) if state else (_reconstructor, args)


_HEAP_TYPE = 1 << 9            # of __flags__: a class made by a script


def __newobj__(cls, *args):
    return cls.__new__(cls, *args)


def __newobj_ex__(cls, args, kwargs):
    """For classes whose __new__ takes keywords."""
    return cls.__new__(cls, *args, **kwargs)


def _newobj_call(cls, args, kwargs):
    import functools
    return functools.partial(cls.__new__, cls, *args, **kwargs)


# Numbers for globals, agreed upon by all who use them

_extension_registry = {}       # (module, name) -> code
_inverted_registry = {}        # code -> (module, name)
_extension_cache = {}


def add_extension(module, name, code):
    """Let a global be pickled as a number."""
    code = int(code)
    if not 1 <= code <= 0x7fffffff:
        raise ValueError('code out of range')
    key = (module, name)
    if _extension_registry.get(key) == code and _inverted_registry.get(code) == key:
        return
    if key in _extension_registry:
        raise ValueError(f'key {key} is already registered with code {_extension_registry[key]}')
    if code in _inverted_registry:
        raise ValueError(f'code {code} is already in use for key {_inverted_registry[code]}')
    _extension_registry[key] = code
    _inverted_registry[code] = key


def remove_extension(module, name, code):
    """Forget it."""
    key = (module, name)
    if _extension_registry.get(key) != code or _inverted_registry.get(code) != key:
        raise ValueError(f'key {key} is not registered with code {code}')
    del _extension_registry[key]
    del _inverted_registry[code]


def clear_extension_cache():
    _extension_cache.clear()
