"""Python's operators as functions, which are native, and itemgetter, attrgetter and methodcaller.

`op_name` and `__op_name__` are the same function.
"""

from _operator import *

__all__ = ['abs', 'add', 'and_', 'attrgetter', 'call', 'concat', 'contains', 'countOf', 'delitem', 'eq',
           'floordiv', 'ge', 'getitem', 'gt', 'iadd', 'iand', 'iconcat', 'ifloordiv', 'ilshift', 'imatmul',
           'imod', 'imul', 'index', 'indexOf', 'inv', 'invert', 'ior', 'ipow', 'irshift', 'is_', 'is_not',
           'isub', 'itemgetter', 'itruediv', 'ixor', 'le', 'length_hint', 'lshift', 'lt', 'matmul',
           'methodcaller', 'mod', 'mul', 'ne', 'neg', 'not_', 'or_', 'pos', 'pow', 'rshift', 'setitem',
           'sub', 'truediv', 'truth', 'xor']


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

    def __reduce__(self):
        if not self._kwargs:
            return self.__class__, (self._name, *self._args)
        from functools import partial
        return partial(self.__class__, self._name, **self._kwargs), self._args


# Each operator under its method's name, too

for _name in __all__:
    if _name not in ('attrgetter', 'countOf', 'indexOf', 'is_', 'is_not', 'itemgetter', 'length_hint',
                     'methodcaller', 'truth'):
        globals()[f"__{_name.rstrip('_')}__"] = globals()[_name]
del _name
