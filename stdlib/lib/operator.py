"""Python's operators as functions, and itemgetter, attrgetter and methodcaller.

`op_name` and `__op_name__` are the same function.  Where a built-in does the job, it is used.
"""

from builtins import abs as _abs

__all__ = ['abs', 'add', 'and_', 'attrgetter', 'call', 'concat', 'contains', 'countOf', 'delitem', 'eq',
           'floordiv', 'ge', 'getitem', 'gt', 'iadd', 'iand', 'iconcat', 'ifloordiv', 'ilshift', 'imatmul',
           'imod', 'imul', 'index', 'indexOf', 'inv', 'invert', 'ior', 'ipow', 'irshift', 'is_', 'is_not',
           'isub', 'itemgetter', 'itruediv', 'ixor', 'le', 'length_hint', 'lshift', 'lt', 'matmul',
           'methodcaller', 'mod', 'mul', 'ne', 'neg', 'not_', 'or_', 'pos', 'pow', 'rshift', 'setitem',
           'sub', 'truediv', 'truth', 'xor']


# Comparison and truth

def lt(a, b, /): return a < b
def le(a, b, /): return a <= b
def eq(a, b, /): return a == b
def ne(a, b, /): return a != b
def ge(a, b, /): return a >= b
def gt(a, b, /): return a > b
def not_(a, /): return not a
def truth(a, /): return True if a else False
def is_(a, b, /): return a is b
def is_not(a, b, /): return a is not b


# Arithmetic and bits

def abs(a, /): return _abs(a)
def add(a, b, /): return a + b
def sub(a, b, /): return a - b
def mul(a, b, /): return a * b
def matmul(a, b, /): return a @ b
def truediv(a, b, /): return a / b
def floordiv(a, b, /): return a // b
def mod(a, b, /): return a % b
def pow(a, b, /): return a ** b
def neg(a, /): return -a
def pos(a, /): return +a
def and_(a, b, /): return a & b
def or_(a, b, /): return a | b
def xor(a, b, /): return a ^ b
def lshift(a, b, /): return a << b
def rshift(a, b, /): return a >> b
def invert(a, /): return ~a
inv = invert


def index(a, /):
    """`a` as an exact int, by its `__index__`."""
    if isinstance(a, int):
        return int(a)
    try:
        method = type(a).__index__
    except AttributeError:
        raise TypeError(f"'{type(a).__name__}' object cannot be interpreted as an integer") from None
    return method(a)


# Sequences and mappings

def concat(a, b, /):
    """`a + b`, for sequences."""
    if not hasattr(a, '__getitem__'):
        raise TypeError(f"'{type(a).__name__}' object can't be concatenated")
    return a + b


def contains(a, b, /): return b in a
def getitem(a, b, /): return a[b]
def setitem(a, b, c, /): a[b] = c
def delitem(a, b, /): del a[b]


def countOf(a, b, /):
    """How often `b` occurs in `a`."""
    count = 0
    for item in a:
        if item is b or item == b:
            count += 1
    return count


def indexOf(a, b, /):
    """The first index of `b` in `a`."""
    for i, item in enumerate(a):
        if item is b or item == b:
            return i
    raise ValueError('sequence.index(x): x not in sequence')


def length_hint(obj, default=0, /):
    """An estimate of the number of items: `len`, or what `__length_hint__` says, or `default`."""
    if not isinstance(default, int):
        raise TypeError(f"'{type(default).__name__}' object cannot be interpreted as an integer")
    try:
        return len(obj)
    except TypeError:
        pass
    try:
        hint = type(obj).__length_hint__
    except AttributeError:
        return default
    try:
        value = hint(obj)
    except TypeError:
        return default
    if value is NotImplemented:
        return default
    if not isinstance(value, int):
        raise TypeError(f'__length_hint__ must be an integer, not {type(value).__name__}')
    if value < 0:
        raise ValueError('__length_hint__() should return >= 0')
    return value


def call(obj, /, *args, **kwargs):
    return obj(*args, **kwargs)


# In-place forms: they return the result, which the caller has to store

def iadd(a, b, /): a += b; return a
def isub(a, b, /): a -= b; return a
def imul(a, b, /): a *= b; return a
def imatmul(a, b, /): a @= b; return a
def itruediv(a, b, /): a /= b; return a
def ifloordiv(a, b, /): a //= b; return a
def imod(a, b, /): a %= b; return a
def ipow(a, b, /): a **= b; return a
def iand(a, b, /): a &= b; return a
def ior(a, b, /): a |= b; return a
def ixor(a, b, /): a ^= b; return a
def ilshift(a, b, /): a <<= b; return a
def irshift(a, b, /): a >>= b; return a


def iconcat(a, b, /):
    if not hasattr(a, '__getitem__'):
        raise TypeError(f"'{type(a).__name__}' object can't be concatenated")
    a += b
    return a


# Objects that fetch

class itemgetter:
    """itemgetter(1)(x) is x[1]; itemgetter(1, 2)(x) is (x[1], x[2])."""
    __slots__ = ('_item', '_items')

    def __init__(self, item, /, *items):
        self._item = item
        self._items = (item, *items) if items else None

    def __call__(self, obj, /):
        if self._items is None:
            return obj[self._item]
        return tuple([obj[item] for item in self._items])

    def __repr__(self):
        items = self._items or (self._item,)
        return f"operator.itemgetter({', '.join(map(repr, items))})"

    def __reduce__(self):
        return self.__class__, self._items or (self._item,)


class attrgetter:
    """attrgetter('a.b')(x) is x.a.b; attrgetter('a', 'b')(x) is (x.a, x.b)."""
    __slots__ = ('_attrs', '_name', '_paths')

    def __init__(self, attr, /, *attrs):
        self._attrs = (attr, *attrs)
        for name in self._attrs:
            if not isinstance(name, str):
                raise TypeError('attribute name must be a string')
        self._paths = [name.split('.') for name in self._attrs]
        self._name = attr if not attrs and '.' not in attr else None

    def __call__(self, obj, /):
        if self._name is not None:
            return getattr(obj, self._name)
        found = tuple([self._walk(obj, path) for path in self._paths])
        return found if len(found) > 1 else found[0]

    @staticmethod
    def _walk(obj, path):
        for name in path:
            obj = getattr(obj, name)
        return obj

    def __repr__(self):
        return f"operator.attrgetter({', '.join(map(repr, self._attrs))})"

    def __reduce__(self):
        return self.__class__, self._attrs


class methodcaller:
    """methodcaller('name', 1, k=2)(x) is x.name(1, k=2)."""
    __slots__ = ('_name', '_args', '_kwargs')

    def __init__(self, name, /, *args, **kwargs):
        if not isinstance(name, str):
            raise TypeError('method name must be a string')
        self._name = name
        self._args = args
        self._kwargs = kwargs

    def __call__(self, obj, /):
        return getattr(obj, self._name)(*self._args, **self._kwargs)

    def __repr__(self):
        args = [repr(self._name), *map(repr, self._args)]
        args += [f'{key}={value!r}' for key, value in self._kwargs.items()]
        return f"operator.methodcaller({', '.join(args)})"


# Each operator under its method's name, too

for _name in __all__:
    if _name not in ('attrgetter', 'countOf', 'indexOf', 'is_', 'is_not', 'itemgetter', 'length_hint',
                     'methodcaller', 'truth'):
        globals()[f"__{_name.rstrip('_')}__"] = globals()[_name]
del _name
