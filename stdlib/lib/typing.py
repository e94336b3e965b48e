"""Names for type hints.

Hints are never checked: what is here builds objects that print as in the source, remember their
parts (`__origin__`, `__args__`), can be inherited from, and otherwise stay out of the way.

- `_Special` is a name such as Union or Final, `_Generic` a name for a class such as List or Iterable;
- `_GenericAlias` is either of them, or a user's Generic class, with arguments in brackets;
- Generic, Protocol, NamedTuple and TypedDict are made to be inherited from.

Containers and ABCs are named by strings and imported when somebody asks for `__origin__`.
"""

import sys
from abc import ABCMeta, abstractmethod

__all__ = [
    'Annotated', 'Any', 'Callable', 'ClassVar', 'Concatenate', 'Final', 'ForwardRef', 'Generic', 'Literal',
    'Optional', 'ParamSpec', 'Protocol', 'Tuple', 'Type', 'TypeVar', 'TypeVarTuple', 'Union', 'AbstractSet',
    'ByteString', 'Container', 'ContextManager', 'Hashable', 'ItemsView', 'Iterable', 'Iterator', 'KeysView',
    'Mapping', 'MappingView', 'MutableMapping', 'MutableSequence', 'MutableSet', 'Sequence', 'Sized',
    'ValuesView', 'Awaitable', 'AsyncIterator', 'AsyncIterable', 'Coroutine', 'Collection', 'AsyncGenerator',
    'AsyncContextManager', 'Reversible', 'SupportsAbs', 'SupportsBytes', 'SupportsComplex', 'SupportsFloat',
    'SupportsIndex', 'SupportsInt', 'SupportsRound', 'ChainMap', 'Counter', 'Deque', 'Dict', 'DefaultDict',
    'List', 'OrderedDict', 'Set', 'FrozenSet', 'NamedTuple', 'TypedDict', 'Generator', 'BinaryIO', 'IO', 'Match',
    'Pattern', 'TextIO', 'AnyStr', 'assert_type', 'assert_never', 'cast', 'clear_overloads', 'dataclass_transform',
    'final', 'get_args', 'get_origin', 'get_overloads', 'get_type_hints', 'is_typeddict', 'LiteralString', 'Never',
    'NewType', 'no_type_check', 'no_type_check_decorator', 'NoReturn', 'NotRequired', 'overload', 'ParamSpecArgs',
    'ParamSpecKwargs', 'Required', 'reveal_type', 'runtime_checkable', 'Self', 'Text', 'TYPE_CHECKING', 'TypeAlias',
    'TypeGuard', 'Unpack']

TYPE_CHECKING = False
Text = str
_BuiltinAlias = type(list[int])
_UnionType = type(int | str)
_NoneType = type(None)
_BUILTIN_NAMES = ('List', 'Dict', 'Set', 'FrozenSet', 'Tuple', 'Type')


# Checking and printing arguments

def _type_check(arg, msg, allow=()):
    """`arg` as a hint: None becomes its type, a string a ForwardRef; what cannot be a type is refused."""
    if arg is None:
        return _NoneType
    if isinstance(arg, str):
        return ForwardRef(arg)
    if isinstance(arg, (type, _Form, _BuiltinAlias, _UnionType, TypeVar, ForwardRef)) or arg is ...:
        if arg in (ClassVar, Final) or arg in (Generic, Protocol):
            raise TypeError(f'Plain {arg!r} is not valid as type argument')
        if getattr(arg, '__origin__', None) in (ClassVar, Final) and arg.__origin__ not in allow:
            raise TypeError(f'{arg!r} is not valid as type argument')
        return arg
    if type(arg) is tuple:
        raise TypeError(f'{msg} Got {arg!r:.100}.')
    return arg


def _type_repr(obj):
    """How a hint prints inside another."""
    if isinstance(obj, type) and not isinstance(obj, _BuiltinAlias):
        if obj.__module__ == 'builtins':
            return obj.__qualname__
        return f'{obj.__module__}.{obj.__qualname__}'
    if obj is ...:
        return '...'
    if isinstance(obj, list):
        return '[' + ', '.join(map(_type_repr, obj)) + ']'
    if type(obj).__name__ == 'function':
        return obj.__name__
    return repr(obj)


def _parameters(args):
    """The type variables in `args`, each once, in order of appearance."""
    found = {}
    for arg in args:
        if isinstance(arg, TypeVar):
            found[arg] = None
        elif isinstance(arg, (tuple, list)):
            found.update(dict.fromkeys(_parameters(arg)))
        elif not isinstance(arg, type) or isinstance(arg, _BuiltinAlias):
            found.update(dict.fromkeys(getattr(arg, '__parameters__', ())))
    return tuple(found)


def _substitute(arg, values):
    """`arg` with its type variables replaced according to the dict `values`."""
    if isinstance(arg, TypeVar):
        return values.get(arg, arg)
    params = () if isinstance(arg, type) else getattr(arg, '__parameters__', ())
    return arg[tuple([values.get(param, param) for param in params])] if params else arg


def _flatten(args, is_nested):
    """The args with nested ones opened and repetitions left out."""
    flat = []
    for arg in args:
        for item in arg.__args__ if is_nested(arg) else (arg,):
            if item not in flat:
                flat.append(item)
    return tuple(flat)


class _Form:
    """What all hints here share: `X | Y`, and that they are no classes."""

    def __or__(self, right):
        return Union[self, right]

    def __ror__(self, left):
        return Union[left, self]

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


# Special names

class _Special(_Form):
    """A name of this module with a meaning of its own; `make`, if given, handles the brackets."""

    def __init__(self, name, make=None):
        self._name = name
        self._make = make
        self.__doc__ = getattr(make, '__doc__', None)

    def __getitem__(self, params):
        if self._make is None:
            raise TypeError(f'{self!r} is not subscriptable')
        return self._make(self, params)

    def __repr__(self):
        return f'typing.{self._name}'

    def __call__(self, *args, **kwds):
        raise TypeError(f'Cannot instantiate {self!r}')

    def __mro_entries__(self, bases):
        raise TypeError(f'Cannot subclass {self!r}')

    def __instancecheck__(self, obj):
        raise TypeError(f'{self!r} cannot be used with isinstance()')

    def __subclasscheck__(self, cls):
        raise TypeError(f'{self!r} cannot be used with issubclass()')

    def __reduce__(self):
        return self._name


def _one_type(form, params):
    return _GenericAlias(form, (_type_check(params, f'{form!r} accepts only single type.'),))


def _union(form, params):
    """Union[X, Y] means either X or Y."""
    if params == ():
        raise TypeError('Cannot take a Union of no types.')
    if not isinstance(params, tuple):
        params = (params,)
    params = _flatten([_type_check(p, 'Union[arg, ...]: each arg must be a type.') for p in params],
                      lambda arg: isinstance(arg, (_UnionGenericAlias, _UnionType)))
    return params[0] if len(params) == 1 else _UnionGenericAlias(Union, params)


def _optional(form, param):
    """Optional[X] is Union[X, None]."""
    return Union[_type_check(param, f'{form!r} requires a single type.'), None]


def _literal(form, params):
    """Literal[a, b] means one of these values."""
    if not isinstance(params, tuple):
        params = (params,)
    flat, seen = [], []
    for param in params:
        for value in param.__args__ if isinstance(param, _LiteralGenericAlias) else (param,):
            if (value, type(value)) not in seen:
                seen.append((value, type(value)))
                flat.append(value)
    return _LiteralGenericAlias(Literal, tuple(flat))


def _concatenate(form, params):
    return _GenericAlias(form, params if isinstance(params, tuple) else (params,))


class _AnyMeta(type):
    def __instancecheck__(self, obj):
        if self is Any:
            raise TypeError('typing.Any cannot be used with isinstance()')
        return super().__instancecheck__(obj)

    def __repr__(self):
        return 'typing.Any' if self is Any else super().__repr__()


class Any(metaclass=_AnyMeta):
    """Any type at all."""

    def __new__(cls, *args, **kwargs):
        if cls is Any:
            raise TypeError('Any cannot be instantiated')
        return super().__new__(cls, *args, **kwargs)


NoReturn = _Special('NoReturn')
Never = _Special('Never')
Self = _Special('Self')
LiteralString = _Special('LiteralString')
TypeAlias = _Special('TypeAlias')
ClassVar = _Special('ClassVar', _one_type)
Final = _Special('Final', _one_type)
TypeGuard = _Special('TypeGuard', _one_type)
Required = _Special('Required', _one_type)
NotRequired = _Special('NotRequired', _one_type)
Unpack = _Special('Unpack', _one_type)
Union = _Special('Union', _union)
Optional = _Special('Optional', _optional)
Literal = _Special('Literal', _literal)
Concatenate = _Special('Concatenate', _concatenate)


# Names with arguments

class _GenericAlias(_Form):
    """`origin[args]`; calls and attributes go to the origin."""

    def __init__(self, origin, args, name=None):
        self.__origin__ = origin
        self.__args__ = args
        self.__parameters__ = _parameters(args)
        self._name = name
        if not name:
            self.__module__ = getattr(origin, '__module__', 'typing')

    def __repr__(self):
        name = f'typing.{self._name}' if self._name else _type_repr(self.__origin__)
        return f"{name}[{', '.join(map(_type_repr, self.__args__)) or '()'}]"

    def __eq__(self, other):
        if not isinstance(other, _GenericAlias):
            return NotImplemented
        return self.__origin__ == other.__origin__ and self.__args__ == other.__args__

    def __hash__(self):
        return hash((self.__origin__, self.__args__))

    def __call__(self, *args, **kwargs):
        if self._name in _BUILTIN_NAMES:
            raise TypeError(f'Type {self._name} cannot be instantiated; use {self.__origin__.__name__}() instead')
        result = self.__origin__(*args, **kwargs)
        try:
            result.__orig_class__ = self
        except AttributeError:
            pass
        return result

    def __getattr__(self, name):
        if '__origin__' in self.__dict__ and not (name[:2] == name[-2:] == '__'):
            return getattr(self.__origin__, name)
        raise AttributeError(f'{type(self).__name__!r} object has no attribute {name!r}')

    def __mro_entries__(self, bases):
        origin = self.__origin__
        if isinstance(origin, _Special):
            raise TypeError(f'Cannot subclass {self!r}')
        if origin is Generic:
            if Protocol in bases:
                return ()
            later = bases[bases.index(self) + 1:]
            if any(isinstance(b, _GenericAlias) and b is not self or isinstance(b, type) and issubclass(b, Generic)
                   for b in later):
                return ()
        if origin in bases:
            return ()
        entries = [origin]
        if self._name and not any(isinstance(b, _GenericAlias) and b.__origin__ is Generic or b is Generic
                                  for b in bases):
            entries.append(Generic)
        return tuple(entries)

    def __getitem__(self, params):
        if self.__origin__ in (Generic, Protocol):
            raise TypeError(f'Cannot subscript already-subscripted {self!r}')
        if not self.__parameters__:
            raise TypeError(f'{self!r} is not a generic class')
        if not isinstance(params, tuple):
            params = (params,)
        params = tuple([_type_check(p, 'Parameters to generic types must be types.') if not isinstance(p, list) else p
                        for p in params])
        _check_count(self, params, len(self.__parameters__))
        values = dict(zip(self.__parameters__, params))
        args = tuple([_substitute(arg, values) for arg in self.__args__])
        if isinstance(self, _UnionGenericAlias):
            return Union[args]
        return type(self)(self.__origin__, args, self._name)

    def __iter__(self):
        yield Unpack[self]

    def __instancecheck__(self, obj):
        return self.__subclasscheck__(type(obj))

    def __subclasscheck__(self, cls):
        raise TypeError('Subscripted generics cannot be used with class and instance checks')


def _check_count(cls, params, expected):
    if len(params) != expected:
        raise TypeError(f"Too {'many' if len(params) > expected else 'few'} arguments for {cls}; "
                        f'actual {len(params)}, expected {expected}')


class _UnionGenericAlias(_GenericAlias):
    def __repr__(self):
        args = self.__args__
        if len(args) == 2 and _NoneType in args:
            return f'typing.Optional[{_type_repr(args[0] if args[1] is _NoneType else args[1])}]'
        return f"typing.Union[{', '.join(map(_type_repr, args))}]"

    def __eq__(self, other):
        if not isinstance(other, (_UnionGenericAlias, _UnionType)):
            return NotImplemented
        return set(self.__args__) == set(other.__args__)

    def __hash__(self):
        return hash(frozenset(self.__args__))

    def __instancecheck__(self, obj):
        return any(isinstance(obj, arg) for arg in self.__args__)

    def __subclasscheck__(self, cls):
        return any(issubclass(cls, arg) for arg in self.__args__)


class _LiteralGenericAlias(_GenericAlias):
    def __repr__(self):
        return f"typing.Literal[{', '.join(map(repr, self.__args__))}]"

    def _values(self):
        return {(value, type(value)) for value in self.__args__}

    def __eq__(self, other):
        if not isinstance(other, _LiteralGenericAlias):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self):
        return hash(frozenset(self._values()))


class _CallableGenericAlias(_GenericAlias):
    def __repr__(self):
        *args, result = self.__args__
        if len(args) == 1 and (args[0] is ... or isinstance(args[0], ParamSpec)
                               or getattr(args[0], '__origin__', None) is Concatenate):
            return f'typing.Callable[{_type_repr(args[0])}, {_type_repr(result)}]'
        return f"typing.Callable[[{', '.join(map(_type_repr, args))}], {_type_repr(result)}]"


class _AnnotatedAlias(_GenericAlias):
    """Annotated[T, x, y]: T with anything attached."""

    def __init__(self, origin, args, name=None, metadata=()):
        if isinstance(origin, _AnnotatedAlias):
            metadata = origin.__metadata__ + metadata
            origin = origin.__origin__
        super().__init__(origin, (origin,))
        self.__metadata__ = metadata

    def __repr__(self):
        return f"typing.Annotated[{_type_repr(self.__origin__)}, {', '.join(map(repr, self.__metadata__))}]"

    def __eq__(self, other):
        if not isinstance(other, _AnnotatedAlias):
            return NotImplemented
        return self.__origin__ == other.__origin__ and self.__metadata__ == other.__metadata__

    def __hash__(self):
        return hash((self.__origin__, self.__metadata__))

    def __getitem__(self, params):
        return _AnnotatedAlias(self.__origin__[params], (), None, self.__metadata__)


class Annotated:
    """Annotated[T, x, y]: T with anything attached."""
    __slots__ = ()

    def __new__(cls, *args, **kwargs):
        raise TypeError('Type Annotated cannot be instantiated.')

    def __class_getitem__(cls, params):
        if not isinstance(params, tuple) or len(params) < 2:
            raise TypeError('Annotated[...] should be used with at least two arguments (a type and an annotation).')
        origin = _type_check(params[0], 'Annotated[t, ...]: t must be a type.', (ClassVar, Final))
        return _AnnotatedAlias(origin, (), None, params[1:])

    def __init_subclass__(cls, *args, **kwargs):
        raise TypeError(f'Cannot subclass {cls.__module__}.Annotated')


class _Generic(_Form):
    """List, Iterable and so on: a class by another name, that takes `count` arguments (-1: any number)."""

    def __init__(self, name, origin, count):
        self._name = name
        self._where = origin
        self._count = count
        self.__doc__ = f'A generic version of {origin}.'

    @property
    def __origin__(self):
        if isinstance(self._where, str):
            module, _, name = self._where.rpartition('.')
            self._where = getattr(__import__(module, None, None, [name]), name)
        return self._where

    def __getitem__(self, params):
        if not isinstance(params, tuple):
            params = (params,)
        if self._count < 0:
            return self._any_number(params)
        _check_count(self, params, self._count)
        params = tuple([_type_check(p, 'Parameters to generic types must be types.') for p in params])
        return _GenericAlias(self.__origin__, params, self._name)

    def _any_number(self, params):
        if self is Tuple:
            if params == ((),):
                params = ()
            msg = 'Tuple[t0, t1, ...]: each t must be a type.'
            return _GenericAlias(tuple, tuple([_type_check(p, msg) for p in params]), 'Tuple')
        if len(params) != 2:
            raise TypeError('Callable must be used as Callable[[arg, ...], result].')
        args, result = params
        if isinstance(args, (list, tuple)):
            args = [_type_check(a, 'Callable[[arg, ...], result]: each arg must be a type.') for a in args]
        else:
            args = [args]
        result = _type_check(result, 'Callable[args, result]: result must be a type.')
        return _CallableGenericAlias(self.__origin__, (*args, result), 'Callable')

    def __repr__(self):
        return f'typing.{self._name}'

    def __call__(self, *args, **kwargs):
        if self._name in _BUILTIN_NAMES:
            raise TypeError(f'Type {self._name} cannot be instantiated; use {self._where.__name__}() instead')
        return self.__origin__(*args, **kwargs)

    def __getattr__(self, name):
        if name[:1] != '_':
            return getattr(self.__origin__, name)
        raise AttributeError(f'{type(self).__name__!r} object has no attribute {name!r}')

    def __mro_entries__(self, bases):
        return (self.__origin__,) if Generic in bases else (self.__origin__, Generic)

    def __instancecheck__(self, obj):
        return isinstance(obj, self.__origin__)

    def __subclasscheck__(self, cls):
        return issubclass(cls, self.__origin__)


for _name, _origin, _count in (
        ('List', list, 1), ('Dict', dict, 2), ('Set', set, 1), ('FrozenSet', frozenset, 1), ('Tuple', tuple, -1),
        ('Type', type, 1), ('Callable', 'collections.abc.Callable', -1),
        ('DefaultDict', 'collections.defaultdict', 2), ('OrderedDict', 'collections.OrderedDict', 2),
        ('Counter', 'collections.Counter', 1), ('ChainMap', 'collections.ChainMap', 2),
        ('Deque', 'collections.deque', 1), ('AbstractSet', 'collections.abc.Set', 1),
        ('ContextManager', 'contextlib.AbstractContextManager', 1),
        ('AsyncContextManager', 'contextlib.AbstractAsyncContextManager', 1),
        ('Generator', 'collections.abc.Generator', 3), ('AsyncGenerator', 'collections.abc.AsyncGenerator', 2),
        ('Coroutine', 'collections.abc.Coroutine', 3), ('Pattern', 're.Pattern', 1), ('Match', 're.Match', 1),
        *[(_abc, f'collections.abc.{_abc}', _n) for _n, _abcs in (
            (0, 'Hashable Sized ByteString'),
            (1, 'Awaitable AsyncIterable AsyncIterator Iterable Iterator Reversible Container Collection MutableSet '
                'MappingView KeysView ValuesView Sequence MutableSequence'),
            (2, 'Mapping MutableMapping ItemsView')) for _abc in _abcs.split()]):
    globals()[_name] = _Generic(_name, _origin, _count)
del _name, _origin, _count


class ForwardRef(_Form):
    """A hint that was given as a string."""

    def __init__(self, arg, is_argument=True, module=None, *, is_class=False):
        if not isinstance(arg, str):
            raise TypeError(f'Forward reference must be a string -- got {arg!r}')
        try:
            compile(arg, '<string>', 'eval')
        except SyntaxError:
            raise SyntaxError(f'Forward reference must be an expression -- got {arg!r}')
        self.__forward_arg__ = arg
        self.__forward_module__ = module

    def _evaluate(self, globalns, localns):
        return _evaluate(eval(self.__forward_arg__, globalns, localns), globalns, localns)

    def __eq__(self, other):
        if not isinstance(other, ForwardRef):
            return NotImplemented
        return self.__forward_arg__ == other.__forward_arg__

    def __hash__(self):
        return hash(self.__forward_arg__)

    def __repr__(self):
        return f'ForwardRef({self.__forward_arg__!r})'


# Type variables

class TypeVar(_Form):
    """A type to be filled in later."""

    def __init__(self, name, *constraints, bound=None, covariant=False, contravariant=False):
        if covariant and contravariant:
            raise ValueError('Bivariant types are not supported.')
        if constraints and bound is not None:
            raise TypeError('Constraints cannot be combined with bound=...')
        if len(constraints) == 1:
            raise TypeError('A single constraint is not allowed')
        self.__name__ = name
        self.__constraints__ = tuple([_type_check(c, 'TypeVar(name, constraint, ...): constraints must be types.')
                                      for c in constraints])
        self.__bound__ = None if bound is None else _type_check(bound, 'Bound must be a type.')
        self.__covariant__ = bool(covariant)
        self.__contravariant__ = bool(contravariant)
        try:
            self.__module__ = sys._getframe(1).f_globals.get('__name__', '__main__')
        except (AttributeError, ValueError):
            pass

    def __repr__(self):
        prefix = '+' if self.__covariant__ else '-' if self.__contravariant__ else '~'
        return prefix + self.__name__

    def __mro_entries__(self, bases):
        raise TypeError(f'Cannot subclass an instance of {type(self).__name__}')


class ParamSpec(TypeVar):
    """The parameters of a function, to be filled in later."""

    @property
    def args(self):
        return ParamSpecArgs(self)

    @property
    def kwargs(self):
        return ParamSpecKwargs(self)


class ParamSpecArgs(_Form):
    def __init__(self, origin):
        self.__origin__ = origin

    def __repr__(self):
        return f'{self.__origin__.__name__}.args'

    def __eq__(self, other):
        return type(self) is type(other) and self.__origin__ == other.__origin__

    def __hash__(self):
        return hash((type(self), self.__origin__))


class ParamSpecKwargs(ParamSpecArgs):
    def __repr__(self):
        return f'{self.__origin__.__name__}.kwargs'


class TypeVarTuple(TypeVar):
    """Any number of types, to be filled in later."""

    def __init__(self, name):
        super().__init__(name)

    def __iter__(self):
        yield Unpack[self]

    def __repr__(self):
        return self.__name__


# Generic and Protocol

class Generic:
    """Inherit from Generic[T] to make a class generic."""
    __slots__ = ()
    _is_protocol = False

    def __class_getitem__(cls, params):
        if not isinstance(params, tuple):
            params = (params,)
        params = tuple([p if isinstance(p, list) else _type_check(p, 'Parameters to generic types must be types.')
                        for p in params])
        if cls in (Generic, Protocol):
            if not params:
                raise TypeError(f'Parameter list to {cls.__qualname__}[...] cannot be empty')
            if not all(isinstance(p, (TypeVar, _GenericAlias)) for p in params):
                raise TypeError(f'Parameters to {cls.__name__}[...] must all be type variables or parameter '
                                'specification variables.')
            if len(set(params)) != len(params):
                raise TypeError(f'Parameters to {cls.__name__}[...] must all be unique')
        else:
            own = getattr(cls, '__parameters__', ())
            if not own:
                raise TypeError(f'{cls!r} is not a generic class')
            if not any(isinstance(p, (TypeVarTuple, ParamSpec)) for p in own):
                _check_count(cls, params, len(own))
        return _GenericAlias(cls, params)

    def __init_subclass__(cls, *args, **kwargs):
        super().__init_subclass__(*args, **kwargs)
        bases = cls.__dict__.get('__orig_bases__', ())
        if Generic in (bases or cls.__bases__) and cls.__name__ != 'Protocol':
            raise TypeError('Cannot inherit from plain Generic')
        declared = [base.__args__ for base in bases
                    if isinstance(base, _GenericAlias) and base.__origin__ in (Generic, Protocol)]
        found = _parameters(bases)
        if declared and not all(param in declared[0] for param in found):
            missing = ', '.join([str(param) for param in found if param not in declared[0]])
            raise TypeError(f"Some type variables ({missing}) are not listed in Generic"
                            f"[{', '.join(map(str, declared[0]))}]")
        cls.__parameters__ = _parameters(declared[0]) if declared else found


_NOT_MEMBERS = frozenset((
    '__abstractmethods__', '__annotations__', '__dict__', '__doc__', '__init__', '__module__', '__new__',
    '__slots__', '__subclasshook__', '__weakref__', '__class_getitem__', '__parameters__', '__orig_bases__',
    '__orig_class__', '_is_protocol', '_is_runtime_protocol', '_abc_impl', '__init_subclass__', '__qualname__',
    '__match_args__'))


def _members(cls):
    """The names that a protocol asks for."""
    names = set()
    for base in cls.__mro__[:-1]:
        if base.__name__ not in ('Protocol', 'Generic'):
            for name in [*base.__dict__, *base.__dict__.get('__annotations__', {})]:
                if name not in _NOT_MEMBERS and not name.startswith('_abc_'):
                    names.add(name)
    return names


class _ProtocolMeta(ABCMeta):
    def __instancecheck__(cls, instance):
        if not cls.__dict__.get('_is_protocol', False):
            return super().__instancecheck__(instance)
        if not getattr(cls, '_is_runtime_protocol', False):
            raise TypeError('Instance and class checks can only be used with @runtime_checkable protocols')
        if super().__instancecheck__(instance):
            return True
        return all(hasattr(instance, name)
                   and not (callable(getattr(cls, name, None)) and getattr(instance, name) is None)
                   for name in _members(cls))

    def __subclasscheck__(cls, other):
        if cls.__dict__.get('_is_protocol', False) and cls is not Protocol:
            if not getattr(cls, '_is_runtime_protocol', False):
                raise TypeError('Instance and class checks can only be used with @runtime_checkable protocols')
        return super().__subclasscheck__(other)


def _protocol_hook(cls, other):
    """__subclasshook__ of protocols: `other` needs to have every member."""
    if not cls.__dict__.get('_is_protocol', False) or not getattr(cls, '_is_runtime_protocol', False):
        return NotImplemented
    if not isinstance(other, type):
        raise TypeError('issubclass() arg 1 must be a class')
    for name in _members(cls):
        for base in other.__mro__:
            if name in base.__dict__:
                if base.__dict__[name] is None:
                    return NotImplemented
                break
            if name in base.__dict__.get('__annotations__', {}) and getattr(base, '_is_protocol', False):
                break
        else:
            return NotImplemented
    return True


def _no_init(self, *args, **kwargs):
    """__init__ of a protocol, which finds the real one for what inherits from it."""
    cls = type(self)
    if cls._is_protocol:
        raise TypeError('Protocols cannot be instantiated')
    for base in cls.__mro__:
        init = base.__dict__.get('__init__', _no_init)
        if init is not _no_init:
            cls.__init__ = init
            break
    else:
        cls.__init__ = object.__init__
    cls.__init__(self, *args, **kwargs)


class Protocol(Generic, metaclass=_ProtocolMeta):
    """Inherit from this to describe what objects have to offer."""
    __slots__ = ()
    _is_protocol = True
    _is_runtime_protocol = False

    def __init_subclass__(cls, *args, **kwargs):
        super().__init_subclass__(*args, **kwargs)
        if not cls.__dict__.get('_is_protocol', False):
            cls._is_protocol = any(base is Protocol for base in cls.__bases__)
        if '__subclasshook__' not in cls.__dict__:
            cls.__subclasshook__ = classmethod(_protocol_hook)
        if not cls._is_protocol:
            return
        for base in cls.__bases__:
            if not (base in (object, Generic) or getattr(base, '_is_protocol', False)
                    or base.__module__ in ('collections.abc', 'contextlib')):
                raise TypeError(f'Protocols can only inherit from other protocols, got {base!r}')
        if cls.__init__ is Protocol.__init__ or '__init__' not in cls.__dict__:
            cls.__init__ = _no_init


def runtime_checkable(cls):
    """Allow isinstance() with a protocol; it looks at the names only."""
    if not getattr(cls, '_is_protocol', False):
        raise TypeError(f'@runtime_checkable can be only applied to protocol classes, got {cls!r}')
    cls._is_runtime_protocol = True
    return cls


T = TypeVar('T')
KT = TypeVar('KT')
VT = TypeVar('VT')
T_co = TypeVar('T_co', covariant=True)
AnyStr = TypeVar('AnyStr', bytes, str)


def _supports(name, method, doc, bases):
    def body(self, *args):
        pass
    body.__name__ = method
    cls = type(Protocol)(name, bases, {'__module__': 'typing', '__doc__': doc, '__slots__': (), '_is_protocol': True,
                                       method: abstractmethod(body)})
    return runtime_checkable(cls)


for _method, _name in (('int', 'Int'), ('float', 'Float'), ('complex', 'Complex'), ('bytes', 'Bytes'),
                       ('index', 'Index'), ('abs', 'Abs'), ('round', 'Round')):
    globals()[f'Supports{_name}'] = _supports(f'Supports{_name}', f'__{_method}__',
                                              f'An object with a method __{_method}__.', (Protocol,))
SupportsAbs.__parameters__ = SupportsRound.__parameters__ = (T_co,)
del _method, _name


class IO(Generic[AnyStr]):
    """A file."""
    __slots__ = ()


class TextIO(IO[str]):
    """A text file."""
    __slots__ = ()


class BinaryIO(IO[bytes]):
    """A binary file."""
    __slots__ = ()


# Named tuples and typed dicts

class _NamedTupleMeta(type):
    def __new__(metacls, typename, bases, ns):
        if _NamedTuple in bases:
            for base in bases:
                if base is not _NamedTuple and base is not Generic:
                    raise TypeError('can only inherit from a NamedTuple type and Generic')
        annotations = ns.get('__annotations__', {})
        defaults = []
        for name in annotations:
            if name in ns:
                defaults.append(name)
            elif defaults:
                raise TypeError(f"Non-default namedtuple field {name} cannot follow default "
                                f"field{'s' if len(defaults) > 1 else ''} {', '.join(defaults)}")
        result = _make_nmtuple(typename, annotations.items(), [ns[name] for name in defaults], ns['__module__'])
        if Generic in bases:
            result = type(typename, (result, Generic), {'__slots__': (), '__module__': ns['__module__'],
                                                        '__orig_bases__': ns.get('__orig_bases__', ())})
            result.__annotations__ = result.__mro__[1].__annotations__
        for key, value in ns.items():
            if key in ('__new__', '__init__', '__slots__', '__getnewargs__', '_fields', '_field_defaults',
                       '_field_types', '_make', '_replace', '_asdict', '_source'):
                raise AttributeError('Cannot overwrite NamedTuple attribute ' + key)
            if key not in ('__module__', '__name__', '__annotations__', '__orig_bases__', '__classcell__') \
                    and key not in result._fields:
                setattr(result, key, value)
        return result


def _make_nmtuple(name, types, defaults, module):
    from collections import namedtuple
    types = {n: _type_check(t, f'field {n} annotation must be a type') for n, t in types}
    result = namedtuple(name, list(types), defaults=defaults, module=module)
    result.__annotations__ = result.__new__.__annotations__ = types
    return result


_NamedTuple = type.__new__(_NamedTupleMeta, 'NamedTuple', (), {})


def NamedTuple(typename, fields=None, /, **kwargs):
    """A named tuple with types, by inheritance or as a function."""
    if fields is None:
        fields = kwargs.items()
    elif kwargs:
        raise TypeError('Either list of fields or keywords can be provided to NamedTuple, not both')
    return _make_nmtuple(typename, fields, [], _caller())


NamedTuple.__mro_entries__ = lambda bases: (_NamedTuple,)


def _caller(depth=2):
    try:
        return sys._getframe(depth).f_globals.get('__name__', '__main__')
    except (AttributeError, ValueError):
        return None


class _TypedDictMeta(type):
    def __new__(metacls, name, bases, ns, total=True):
        for base in bases:
            if type(base) is not _TypedDictMeta and base is not Generic:
                raise TypeError('cannot inherit from both a TypedDict type and a non-TypedDict base class')
        generic = (Generic,) if any(issubclass(base, Generic) for base in bases) else ()
        cls = type.__new__(_TypedDictMeta, name, (*generic, dict), ns)
        annotations, required, optional = {}, set(), set()
        for base in bases:
            annotations.update(base.__dict__.get('__annotations__', {}))
            required.update(base.__dict__.get('__required_keys__', ()))
            optional.update(base.__dict__.get('__optional_keys__', ()))
        msg = "TypedDict('Name', {f0: t0, f1: t1, ...}); each t must be a type"
        for key, hint in ns.get('__annotations__', {}).items():
            hint = annotations[key] = _type_check(hint, msg)
            inner = hint.__origin__ if isinstance(hint, _AnnotatedAlias) else hint
            mark = get_origin(inner)
            (required if mark is Required or total and mark is not NotRequired else optional).add(key)
        cls.__annotations__ = annotations
        cls.__required_keys__ = frozenset(required)
        cls.__optional_keys__ = frozenset(optional)
        cls.__total__ = total
        return cls

    def __call__(cls, /, *args, **kwargs):
        return dict(*args, **kwargs)

    def __instancecheck__(cls, instance):
        raise TypeError('TypedDict does not support instance and class checks')

    __subclasscheck__ = __instancecheck__


def TypedDict(typename, fields=None, /, *, total=True, **kwargs):
    """A plain dict with known keys, by inheritance or as a function."""
    if fields is None:
        fields = kwargs
    elif kwargs:
        raise TypeError('TypedDict takes either a dict or keyword arguments, but not both')
    ns = {'__annotations__': dict(fields), '__module__': _caller()}
    return _TypedDictMeta(typename, (), ns, total=total)


_TypedDict = type.__new__(_TypedDictMeta, 'TypedDict', (), {})
TypedDict.__mro_entries__ = lambda bases: (_TypedDict,)


def is_typeddict(tp):
    """Whether `tp` is a TypedDict class."""
    return type(tp) is _TypedDictMeta


class NewType(_Form):
    """NewType('UserId', int): a function that returns its argument, and a name for checkers."""

    def __init__(self, name, tp):
        self.__qualname__ = name
        self.__name__ = name.rpartition('.')[2]
        self.__supertype__ = tp
        module = _caller()
        if module != 'typing':
            self.__module__ = module

    def __repr__(self):
        return f'{self.__module__}.{self.__qualname__}'

    def __call__(self, x, /):
        return x

    def __mro_entries__(self, bases):
        raise TypeError(f'Cannot subclass an instance of NewType. Perhaps you were looking for: '
                        f'`{self.__name__} = NewType({self.__name__!r}, ...)`')


# Looking into hints

def get_origin(tp):
    """What stands before the brackets: get_origin(List[int]) is list."""
    if isinstance(tp, _AnnotatedAlias):
        return Annotated
    if isinstance(tp, (_GenericAlias, _Generic, _BuiltinAlias, ParamSpecArgs)):
        return tp.__origin__
    if tp is Generic:
        return Generic
    return _UnionType if isinstance(tp, _UnionType) else None


def get_args(tp):
    """What stands in the brackets, as a tuple."""
    if isinstance(tp, _AnnotatedAlias):
        return (tp.__origin__, *tp.__metadata__)
    if isinstance(tp, (_GenericAlias, _BuiltinAlias)):
        args = tp.__args__
        if isinstance(tp, _CallableGenericAlias) or type(tp).__name__ == '_CallableGenericAlias':
            if args[0] is not ... and not (len(args) == 2 and isinstance(args[0], ParamSpec)):
                args = (list(args[:-1]), args[-1])
        return args
    return tp.__args__ if isinstance(tp, _UnionType) else ()


def _evaluate(hint, globalns, localns):
    """`hint` with its strings and forward references replaced by what they name."""
    if isinstance(hint, str):
        hint = ForwardRef(hint)
    if isinstance(hint, ForwardRef):
        return hint._evaluate(globalns, localns)
    args = getattr(hint, '__args__', None)
    if isinstance(hint, (_GenericAlias, _BuiltinAlias, _UnionType)) and not isinstance(hint, _LiteralGenericAlias):
        new = tuple([arg if isinstance(arg, list) else _evaluate(arg, globalns, localns) for arg in args])
        if new != args:
            return _with_args(hint, new)
    return hint


def _with_args(hint, args):
    if isinstance(hint, _AnnotatedAlias):
        return _AnnotatedAlias(args[0], (), None, hint.__metadata__)
    if isinstance(hint, (_UnionGenericAlias, _UnionType)):
        return Union[args]
    if isinstance(hint, _BuiltinAlias):
        return _BuiltinAlias(hint.__origin__, args)
    return type(hint)(hint.__origin__, args, hint._name)


def _strip(hint):
    """`hint` without Annotated, Required and NotRequired."""
    if isinstance(hint, _AnnotatedAlias):
        return _strip(hint.__origin__)
    if isinstance(hint, (_GenericAlias, _BuiltinAlias, _UnionType)) and not isinstance(hint, _LiteralGenericAlias):
        if hint.__origin__ in (Required, NotRequired) if not isinstance(hint, _UnionType) else False:
            return _strip(hint.__args__[0])
        args = tuple([arg if isinstance(arg, list) else _strip(arg) for arg in hint.__args__])
        return hint if args == hint.__args__ else _with_args(hint, args)
    return hint


def get_type_hints(obj, globalns=None, localns=None, include_extras=False):
    """The annotations of a function, class or module, with strings evaluated."""
    if getattr(obj, '__no_type_check__', None):
        return {}
    hints = {}
    if isinstance(obj, type):
        for base in reversed(obj.__mro__):
            names = vars(sys.modules.get(base.__module__, sys)) if globalns is None else globalns
            inner = dict(vars(base)) if localns is None and globalns is None else localns
            for name, value in base.__dict__.get('__annotations__', {}).items():
                hints[name] = _evaluate(_NoneType if value is None else value, names, inner)
    else:
        annotations = getattr(obj, '__annotations__', None)
        if annotations is None:
            if callable(obj) or type(obj) is type(sys):
                return {}
            raise TypeError(f'{obj!r} is not a module, class, method, or function.')
        if globalns is None:
            inner = obj
            while hasattr(inner, '__wrapped__'):
                inner = inner.__wrapped__
            globalns = vars(obj) if type(obj) is type(sys) else getattr(inner, '__globals__', {})
        for name, value in annotations.items():
            hints[name] = _evaluate(_NoneType if value is None else value, globalns,
                                    globalns if localns is None else localns)
    return hints if include_extras else {name: _strip(hint) for name, hint in hints.items()}


# Functions and decorators that help checkers and do (almost) nothing

def cast(typ, val):
    """Returns `val`."""
    return val


def assert_type(val, typ, /):
    """Returns `val`."""
    return val


def reveal_type(obj, /):
    """Prints the type of `obj` and returns `obj`."""
    print(f'Runtime type is {type(obj).__name__!r}', file=sys.stderr)
    return obj


def assert_never(arg, /):
    """For a place that cannot be reached."""
    value = repr(arg)
    if len(value) > 100:
        value = value[:100] + '...'
    raise AssertionError(f'Expected code to be unreachable, but got: {value}')


def final(f):
    """Marks a method or class that is not to be overridden."""
    try:
        f.__final__ = True
    except (AttributeError, TypeError):
        pass
    return f


def no_type_check(arg):
    """Marks a function or class whose annotations are no hints."""
    try:
        arg.__no_type_check__ = True
    except (AttributeError, TypeError):
        pass
    return arg


def no_type_check_decorator(decorator):
    """Makes a decorator that applies no_type_check, too."""
    def wrapped_decorator(*args, **kwds):
        return no_type_check(decorator(*args, **kwds))
    return wrapped_decorator


def dataclass_transform(*, eq_default=True, order_default=False, kw_only_default=False, field_specifiers=(), **kwargs):
    """Marks something that makes dataclass-like classes."""
    def decorator(cls_or_fn):
        cls_or_fn.__dataclass_transform__ = {
            'eq_default': eq_default, 'order_default': order_default, 'kw_only_default': kw_only_default,
            'field_specifiers': field_specifiers, 'kwargs': kwargs}
        return cls_or_fn
    return decorator


_overloads = {}


def _overload_key(func):
    func = getattr(func, '__func__', func)
    return getattr(func, '__module__', None), getattr(func, '__qualname__', None)


def _overload_dummy(*args, **kwds):
    raise NotImplementedError('You should not call an overloaded function. A series of @overload-decorated '
                              'functions outside a stub module should always be followed by an implementation '
                              'that is not @overload-ed.')


def overload(func):
    """One of several signatures of a function; the real one follows without this decorator."""
    _overloads.setdefault(_overload_key(func), {})[getattr(func, '__code__', func)] = func
    return _overload_dummy


def get_overloads(func):
    """The overloads of `func`."""
    return list(_overloads.get(_overload_key(func), {}).values())


def clear_overloads():
    _overloads.clear()
