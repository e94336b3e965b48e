"""Data classes: __init__, __repr__, comparisons and more, written from a class's annotations.

`_process_class` collects the fields (its bases' first), then writes the source of the methods, which
is executed once per class inside a function whose parameters are the names that the source needs
(defaults, factories).  A method that the class body defines itself is left alone.
"""

import sys
from _thread import get_ident

__all__ = ['dataclass', 'field', 'Field', 'FrozenInstanceError', 'InitVar', 'KW_ONLY', 'MISSING', 'fields',
           'asdict', 'astuple', 'make_dataclass', 'replace', 'is_dataclass']

_MappingProxy = type(type.__dict__)
_GenericAlias = type(list[int])


class FrozenInstanceError(AttributeError):
    """Raised by an assignment to a field of a frozen instance."""


class _Factory:
    """What the signature of __init__ shows as the default of a field with a factory."""

    def __repr__(self):
        return '<factory>'


class _MISSING_TYPE:
    pass


class _KW_ONLY_TYPE:
    pass


class _FieldKind:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name


_HAS_DEFAULT_FACTORY = _Factory()
MISSING = _MISSING_TYPE()
KW_ONLY = _KW_ONLY_TYPE()
_FIELD = _FieldKind('_FIELD')
_FIELD_CLASSVAR = _FieldKind('_FIELD_CLASSVAR')
_FIELD_INITVAR = _FieldKind('_FIELD_INITVAR')

_FIELDS = '__dataclass_fields__'
_PARAMS = '__dataclass_params__'
_POST_INIT = '__post_init__'


class InitVar:
    """InitVar[int] marks a parameter of __init__ that is passed on to __post_init__ and not kept."""
    __slots__ = ('type',)

    def __init__(self, type):
        self.type = type

    def __repr__(self):
        if isinstance(self.type, type) and not isinstance(self.type, _GenericAlias):
            return f'dataclasses.InitVar[{self.type.__name__}]'
        return f'dataclasses.InitVar[{self.type!r}]'

    def __class_getitem__(cls, type):
        return InitVar(type)


_running = set()       # (id, thread) of the instances whose repr is being made


def _enter(obj):
    """False if the repr of `obj` is being made already, further out."""
    key = id(obj), get_ident()
    if key in _running:
        return False
    _running.add(key)
    return True


def _leave(obj):
    _running.discard((id(obj), get_ident()))


class Field:
    """What a dataclass knows of one field; made by field()."""
    __slots__ = ('name', 'type', 'default', 'default_factory', 'repr', 'hash', 'init', 'compare', 'metadata',
                 'kw_only', '_field_type')

    def __init__(self, default, default_factory, init, repr, hash, compare, metadata, kw_only):
        self.name = None
        self.type = None
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.hash = hash
        self.compare = compare
        self.metadata = _MappingProxy({} if metadata is None else metadata)
        self.kw_only = kw_only
        self._field_type = None

    def __repr__(self):
        if not _enter(self):
            return '...'
        try:
            names = ('name', 'type', 'default', 'default_factory', 'init', 'repr', 'hash', 'compare', 'metadata',
                     'kw_only')
            pairs = ','.join([f'{name}={getattr(self, name)!r}' for name in names])
            return f'Field({pairs},_field_type={self._field_type})'
        finally:
            _leave(self)

    def __set_name__(self, owner, name):
        method = getattr(type(self.default), '__set_name__', None)
        if method:
            method(self.default, owner, name)

    __class_getitem__ = classmethod(_GenericAlias)


def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True,
          metadata=None, kw_only=MISSING):
    """Describe a field that needs more than a default value."""
    if default is not MISSING and default_factory is not MISSING:
        raise ValueError('cannot specify both default and default_factory')
    return Field(default, default_factory, init, repr, hash, compare, metadata, kw_only)


class _DataclassParams:
    __slots__ = ('init', 'repr', 'eq', 'order', 'unsafe_hash', 'frozen')

    def __init__(self, **params):
        for name, value in params.items():
            setattr(self, name, value)

    def __repr__(self):
        return f"_DataclassParams({','.join([f'{name}={getattr(self, name)!r}' for name in self.__slots__])})"


def dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False,
              match_args=True, kw_only=False, slots=False, weakref_slot=False):
    """Class decorator that adds methods according to the class's annotations."""
    def wrap(cls):
        return _process_class(cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots,
                              weakref_slot)
    return wrap if cls is None else wrap(cls)


# Fields

def _is_mark(annotation, cls, module_name, name):
    """Whether an annotation, maybe a string, is typing.ClassVar or dataclasses.InitVar."""
    module = sys.modules.get(module_name)
    if module is None:
        return False
    mark = getattr(module, name)
    if isinstance(annotation, str):
        annotation = _named(annotation, vars(sys.modules.get(cls.__module__, module)), module)
    return (annotation is mark or type(annotation) is mark or getattr(annotation, '__origin__', None) is mark)


def _named(text, namespace, module):
    """What a string annotation begins with the name of: `Name...` or `module.Name...`."""
    end = 0
    while end < len(text) and (text[end].isalnum() or text[end] in '_. '):
        end += 1
    names = [name.strip() for name in text[:end].split('.')]
    if len(names) > 1:
        return getattr(module, names[1], None) if namespace.get(names[0]) is module else None
    return namespace.get(names[0])


def _get_field(cls, name, annotation, kw_only):
    """Make the Field for one annotation of `cls`."""
    default = getattr(cls, name, MISSING)
    if isinstance(default, Field):
        f = default
    else:
        if type(default).__name__ == 'member_descriptor':    # a slot's
            default = MISSING
        f = field(default=default)
    f.name = name
    f.type = annotation
    f._field_type = _FIELD
    if _is_mark(annotation, cls, 'typing', 'ClassVar'):
        f._field_type = _FIELD_CLASSVAR
    elif _is_mark(annotation, cls, __name__, 'InitVar'):
        f._field_type = _FIELD_INITVAR

    if f._field_type is not _FIELD and f.default_factory is not MISSING:
        raise TypeError(f'field {f.name} cannot have a default factory')
    if f._field_type is not _FIELD_CLASSVAR:
        if f.kw_only is MISSING:
            f.kw_only = kw_only
    elif f.kw_only is not MISSING:
        raise TypeError(f'field {f.name} is a ClassVar but specifies kw_only')
    if f._field_type is _FIELD and f.default.__class__.__hash__ is None:
        raise ValueError(f'mutable default {type(f.default)} for field {f.name} is not allowed: use default_factory')
    return f


def _collect_fields(cls, kw_only):
    """The fields that the class's own annotations name."""
    own = []
    seen_mark = False
    for name, annotation in cls.__dict__.get('__annotations__', {}).items():
        if annotation is KW_ONLY or _is_mark(annotation, cls, __name__, 'KW_ONLY'):
            if seen_mark:
                raise TypeError(f'{name!r} is KW_ONLY, but KW_ONLY has already been specified')
            seen_mark = kw_only = True
        else:
            own.append(_get_field(cls, name, annotation, kw_only))
    return own


# Generated code

class _Source:
    """Collects the source of a class's methods and the values that it refers to."""

    def __init__(self, cls):
        self.cls = cls
        self.names = {'_missing': MISSING, '_factory': _HAS_DEFAULT_FACTORY, '_object': object, '_cls': cls,
                      '_enter': _enter, '_leave': _leave, '_Frozen': FrozenInstanceError, '_super': super,
                      '_type': type, '_id': id}
        self.lines = []
        self.methods = []

    def add(self, name, params, *body):
        self.methods.append(name)
        self.lines.append(f" def {name}({', '.join(params)}):")
        self.lines.extend(['  ' + line for line in body])

    def make(self):
        """Compile everything; returns the functions by name."""
        if not self.methods:
            return {}
        text = '\n'.join([f"def _make({', '.join(self.names)}):", *self.lines,
                          f" return {', '.join(self.methods)},"])
        scope = {}
        module = sys.modules.get(self.cls.__module__)
        exec(text, vars(module) if module is not None else {}, scope)
        functions = scope['_make'](**self.names)
        for function in functions:
            function.__qualname__ = f'{self.cls.__qualname__}.{function.__name__}'
        return dict(zip(self.methods, functions))


def _self_name(fields):
    """What __init__ calls its first parameter: `self`, unless there is a field of that name."""
    return '__dataclass_self__' if any(f.name == 'self' for f in fields) else 'self'


def _write_init(source, fields, frozen, has_post_init):
    self_name = _self_name(fields)
    params, kw_params, body = [self_name], [], []
    seen_default = False
    for f in fields:
        if not f.init:
            continue
        if not f.kw_only:
            if f.default is not MISSING or f.default_factory is not MISSING:
                seen_default = True
            elif seen_default:
                raise TypeError(f'non-default argument {f.name!r} follows default argument')
        param = f.name
        if f.default is not MISSING:
            param += f'=_dflt_{f.name}'
        elif f.default_factory is not MISSING:
            param += '=_factory'
        (kw_params if f.kw_only else params).append(param)
    if kw_params:
        params += ['*', *kw_params]

    for f in fields:
        value = f.name
        if f.default_factory is not MISSING:
            source.names[f'_dflt_{f.name}'] = f.default_factory
            value = f'_dflt_{f.name}()'
            if f.init:
                value = f'{value} if {f.name} is _factory else {f.name}'
        elif f.default is not MISSING:
            source.names[f'_dflt_{f.name}'] = f.default
            if not f.init:
                if '__slots__' not in source.cls.__dict__ and not source.slots:
                    continue             # the class attribute is the default
                value = f'_dflt_{f.name}'
        elif not f.init:
            continue
        if f._field_type is _FIELD_INITVAR:
            continue
        if frozen:
            body.append(f'_object.__setattr__({self_name}, {f.name!r}, {value})')
        else:
            body.append(f'{self_name}.{f.name} = {value}')
    if has_post_init:
        args = ', '.join([f.name for f in fields if f._field_type is _FIELD_INITVAR])
        body.append(f'{self_name}.{_POST_INIT}({args})')
    source.add('__init__', params, *body or ['pass'])


def _write_repr(source, fields):
    parts = ', '.join([f'{f.name}={{self.{f.name}!r}}' for f in fields])
    source.add('__repr__', ['self'],
               'if not _enter(self):',
               " return '...'",
               'try:',
               f" return f'{{self.__class__.__qualname__}}({parts})'",
               'finally:',
               ' _leave(self)')


def _as_tuple(obj, fields):
    return '(' + ''.join([f'{obj}.{f.name},' for f in fields]) + ')'


def _write_comparison(source, name, op, fields):
    source.add(name, ['self', 'other'],
               'if other.__class__ is self.__class__:',
               f" return {_as_tuple('self', fields)} {op} {_as_tuple('other', fields)}",
               'return NotImplemented')


def _write_frozen(source, fields):
    names = '(' + ''.join([f'{f.name!r},' for f in fields]) + ')'
    for name, params, verb in (('__setattr__', ['name', 'value'], 'assign to'), ('__delattr__', ['name'], 'delete')):
        source.add(name, ['self', *params],
                   f'if _type(self) is _cls or name in {names}:',
                   f" raise _Frozen(f'cannot {verb} field {{name!r}}')",
                   f"_super(_cls, self).{name}({', '.join(params)})")


# The class

def _process_class(cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots, weakref_slot):
    all_fields = {}
    any_frozen_base = has_dataclass_bases = False
    for base in cls.__mro__[-1:0:-1]:
        base_fields = getattr(base, _FIELDS, None)
        if base_fields is not None:
            has_dataclass_bases = True
            all_fields.update(base_fields)
            if getattr(base, _PARAMS).frozen:
                any_frozen_base = True

    for f in _collect_fields(cls, kw_only):
        all_fields[f.name] = f
        if isinstance(getattr(cls, f.name, None), Field):
            if f.default is MISSING:
                delattr(cls, f.name)
            else:
                setattr(cls, f.name, f.default)
    annotations = cls.__dict__.get('__annotations__', {})
    for name, value in cls.__dict__.items():
        if isinstance(value, Field) and name not in annotations:
            raise TypeError(f'{name!r} is a field but has no type annotation')

    if has_dataclass_bases:
        if any_frozen_base and not frozen:
            raise TypeError('cannot inherit non-frozen dataclass from a frozen one')
        if not any_frozen_base and frozen:
            raise TypeError('cannot inherit frozen dataclass from a non-frozen one')
    setattr(cls, _FIELDS, all_fields)
    setattr(cls, _PARAMS, _DataclassParams(init=init, repr=repr, eq=eq, order=order, unsafe_hash=unsafe_hash,
                                           frozen=frozen))
    own_hash = cls.__dict__.get('__hash__', MISSING)
    has_own_hash = not (own_hash is MISSING or own_hash is None and '__eq__' in cls.__dict__)
    if order and not eq:
        raise ValueError('eq must be true if order is true')

    init_fields = [f for f in all_fields.values() if f._field_type in (_FIELD, _FIELD_INITVAR)]
    real_fields = [f for f in all_fields.values() if f._field_type is _FIELD]
    compared = [f for f in real_fields if f.compare]
    source = _Source(cls)
    source.slots = slots
    if init:
        _write_init(source, init_fields, frozen, hasattr(cls, _POST_INIT))
    if repr:
        _write_repr(source, [f for f in real_fields if f.repr])
    if eq:
        _write_comparison(source, '__eq__', '==', compared)
    if order:
        for name, op in (('__lt__', '<'), ('__le__', '<='), ('__gt__', '>'), ('__ge__', '>=')):
            if name in cls.__dict__:
                raise TypeError(f'Cannot overwrite attribute {name} in class {cls.__name__}. '
                                'Consider using functools.total_ordering')
            _write_comparison(source, name, op, compared)
    if frozen:
        for name in ('__setattr__', '__delattr__'):
            if name in cls.__dict__:
                raise TypeError(f'Cannot overwrite attribute {name} in class {cls.__name__}')
        _write_frozen(source, real_fields)
    add_hash = unsafe_hash or eq and frozen and not has_own_hash
    if unsafe_hash and has_own_hash:
        raise TypeError(f'Cannot overwrite attribute __hash__ in class {cls.__name__}')
    if add_hash:
        hashed = [f for f in real_fields if (f.compare if f.hash is None else f.hash)]
        source.names['_hash'] = hash
        source.add('__hash__', ['self'], f"return _hash({_as_tuple('self', hashed)})")

    for name, function in source.make().items():
        if name == '__init__':
            function.__annotations__ = {f.name: f.type for f in init_fields if f.init and not f.kw_only}
            function.__annotations__.update({f.name: f.type for f in init_fields if f.init and f.kw_only})
            function.__annotations__['return'] = None
        if name not in cls.__dict__ or name == '__hash__':
            setattr(cls, name, function)
    if eq and not frozen and not unsafe_hash and not has_own_hash:
        cls.__hash__ = None

    if not getattr(cls, '__doc__'):
        cls.__doc__ = cls.__name__ + (_signature(init_fields) if init else '()')
    if match_args and '__match_args__' not in cls.__dict__:
        cls.__match_args__ = tuple([f.name for f in init_fields if f.init and not f.kw_only])
    if weakref_slot and not slots:
        raise TypeError('weakref_slot is True but slots is False')
    if slots:
        cls = _add_slots(cls, frozen, weakref_slot)
    if hasattr(cls, '__abstractmethods__'):
        from abc import update_abstractmethods
        update_abstractmethods(cls)
    return cls


def _signature(fields):
    """The parameters of __init__, as the class's docstring shows them."""
    def show(f):
        kind = f.type
        if isinstance(kind, type) and not isinstance(kind, _GenericAlias):
            kind = kind.__qualname__ if kind.__module__ == 'builtins' else f'{kind.__module__}.{kind.__qualname__}'
        else:
            kind = repr(kind).replace('typing.', '')
        default = ''
        if f.default is not MISSING:
            default = f' = {f.default!r}'
        elif f.default_factory is not MISSING:
            default = ' = <factory>'
        return f'{f.name}: {kind}{default}'
    parts = [show(f) for f in fields if f.init and not f.kw_only]
    kw_parts = [show(f) for f in fields if f.init and f.kw_only]
    if kw_parts:
        parts += ['*', *kw_parts]
    return f"({', '.join(parts)})"


def _slots_of(cls):
    slots = cls.__dict__.get('__slots__')
    if slots is None:
        return
    if isinstance(slots, str):
        yield slots
    elif not hasattr(slots, '__next__'):
        yield from slots
    else:
        raise TypeError(f"Slots of '{cls.__name__}' cannot be determined")


def _add_slots(cls, is_frozen, weakref_slot):
    """Make the class anew, with __slots__: they cannot be added to a class that exists."""
    if '__slots__' in cls.__dict__:
        raise TypeError(f'{cls.__name__} already specifies __slots__')
    namespace = dict(cls.__dict__)
    names = tuple([f.name for f in fields(cls)])
    inherited = {name for base in cls.__mro__[1:-1] for name in _slots_of(base)}
    slots = [name for name in names if name not in inherited]
    if weakref_slot and '__weakref__' not in inherited:
        slots.append('__weakref__')
    namespace['__slots__'] = tuple(slots)
    for name in names:
        namespace.pop(name, None)        # a default stands in the way of its slot
    namespace.pop('__dict__', None)
    namespace.pop('__weakref__', None)
    qualname = getattr(cls, '__qualname__', None)
    new = type(cls)(cls.__name__, cls.__bases__, namespace)
    if qualname is not None:
        new.__qualname__ = qualname
    if is_frozen:
        # The frozen __setattr__ knows the old class by name.
        if '__setattr__' in namespace:
            source = _Source(new)
            _write_frozen(source, [f for f in new.__dataclass_fields__.values() if f._field_type is _FIELD])
            for name, function in source.make().items():
                setattr(new, name, function)
        if '__getstate__' not in namespace:
            new.__getstate__ = _dataclass_getstate
        if '__setstate__' not in namespace:
            new.__setstate__ = _dataclass_setstate
    return new


def _dataclass_getstate(self):
    return [getattr(self, f.name) for f in fields(self)]


def _dataclass_setstate(self, state):
    for f, value in zip(fields(self), state):
        object.__setattr__(self, f.name, value)


# Functions on data classes and their instances

def fields(class_or_instance):
    """The fields of a dataclass or an instance of one, as a tuple."""
    try:
        found = getattr(class_or_instance, _FIELDS)
    except AttributeError:
        raise TypeError('must be called with a dataclass type or instance') from None
    return tuple([f for f in found.values() if f._field_type is _FIELD])


def _is_instance(obj):
    return hasattr(type(obj), _FIELDS)


def is_dataclass(obj):
    """Whether `obj` is a dataclass or an instance of one."""
    cls = obj if isinstance(obj, type) and not isinstance(obj, _GenericAlias) else type(obj)
    return hasattr(cls, _FIELDS)


def asdict(obj, *, dict_factory=dict):
    """The fields of an instance as a dict, with nested dataclasses converted, too."""
    if not _is_instance(obj):
        raise TypeError('asdict() should be called on dataclass instances')
    return _convert(obj, lambda obj, convert: dict_factory(
        [(f.name, convert(getattr(obj, f.name))) for f in fields(obj)]))


def astuple(obj, *, tuple_factory=tuple):
    """The fields of an instance as a tuple, with nested dataclasses converted, too."""
    if not _is_instance(obj):
        raise TypeError('astuple() should be called on dataclass instances')
    return _convert(obj, lambda obj, convert: tuple_factory(
        [convert(getattr(obj, f.name)) for f in fields(obj)]))


def _convert(obj, make):
    """A deep copy of `obj`, in which `make` turns dataclass instances into something else."""
    def convert(obj):
        if type(obj) in (int, str, float, bool, type(None)):
            return obj
        if _is_instance(obj):
            return make(obj, convert)
        if isinstance(obj, tuple) and hasattr(obj, '_fields'):       # a named tuple
            return type(obj)(*[convert(item) for item in obj])
        if isinstance(obj, (list, tuple)):
            return type(obj)([convert(item) for item in obj])
        if isinstance(obj, dict):
            pairs = [(convert(key), convert(value)) for key, value in obj.items()]
            if hasattr(type(obj), 'default_factory'):
                return type(obj)(obj.default_factory, pairs)
            return type(obj)(pairs)
        from copy import deepcopy
        return deepcopy(obj)
    return convert(obj)


def make_dataclass(cls_name, fields, *, bases=(), namespace=None, init=True, repr=True, eq=True, order=False,
                   unsafe_hash=False, frozen=False, match_args=True, kw_only=False, slots=False,
                   weakref_slot=False):
    """Make a dataclass; each field is a name, (name, type) or (name, type, default)."""
    from keyword import iskeyword
    from types import new_class
    annotations, defaults = {}, {}
    for item in fields:
        if isinstance(item, str):
            name, kind = item, 'typing.Any'
        elif len(item) == 2:
            name, kind = item
        elif len(item) == 3:
            name, kind, default = item
            defaults[name] = default
        else:
            raise TypeError(f'Invalid field: {item!r}')
        if not isinstance(name, str) or not name.isidentifier():
            raise TypeError(f'Field names must be valid identifiers: {name!r}')
        if iskeyword(name):
            raise TypeError(f'Field names must not be keywords: {name!r}')
        if name in annotations:
            raise TypeError(f'Field name duplicated: {name!r}')
        annotations[name] = kind

    def fill(ns):
        ns.update(namespace or {})
        ns.update(defaults)
        ns['__annotations__'] = annotations

    cls = new_class(cls_name, bases, {}, fill)
    return dataclass(cls, init=init, repr=repr, eq=eq, order=order, unsafe_hash=unsafe_hash, frozen=frozen,
                     match_args=match_args, kw_only=kw_only, slots=slots, weakref_slot=weakref_slot)


def replace(obj, /, **changes):
    """A new instance with some fields changed."""
    if not _is_instance(obj):
        raise TypeError('replace() should be called on dataclass instances')
    for f in getattr(obj, _FIELDS).values():
        if f._field_type is _FIELD_CLASSVAR:
            continue
        if not f.init:
            if f.name in changes:
                raise ValueError(f'field {f.name} is declared with init=False, it cannot be specified with replace()')
        elif f.name not in changes:
            if f._field_type is _FIELD_INITVAR and f.default is MISSING:
                raise ValueError(f"InitVar {f.name!r} must be specified with replace()")
            changes[f.name] = getattr(obj, f.name)
    return obj.__class__(**changes)
