"""Enumerations.

A class body's namespace (`_EnumDict`) notes which names are members.  EnumType makes the class with
a `_Members` object in it; the class's creation calls that object's `__set_name__`, and there the
members are made, early enough for `__init_subclass__` to see them.  Members are plain class
attributes; only where a property of the same name is inherited (`name`, `value`) does a redirecting
property take their place.

A Flag's members are single bits.  Other values are made when first asked for (`Flag._missing_`), and
`_boundary_` says what happens to bits that no member has.
"""

import sys

__all__ = ['EnumType', 'EnumMeta', 'Enum', 'IntEnum', 'StrEnum', 'Flag', 'IntFlag', 'ReprEnum', 'auto',
           'unique', 'property', 'verify', 'member', 'nonmember', 'FlagBoundary', 'STRICT', 'CONFORM',
           'EJECT', 'KEEP', 'global_flag_repr', 'global_enum_repr', 'global_str', 'global_enum',
           'EnumCheck', 'CONTINUOUS', 'NAMED_FLAGS', 'UNIQUE']

Enum = ReprEnum = Flag = None        # until they are defined below
_property = property
_MappingProxy = type(type.__dict__)


class nonmember:
    """Wraps a value in an enum's body that shall not become a member."""

    def __init__(self, value):
        self.value = value


class member:
    """Wraps a value in an enum's body (a function, say) that shall become a member."""

    def __init__(self, value):
        self.value = value


class _AutoNull:
    def __repr__(self):
        return '_auto_null'


_auto_null = _AutoNull()


class auto:
    """Stands for a value that the enum makes up."""

    def __init__(self, value=_auto_null):
        self.value = value

    def __repr__(self):
        return f'auto({self.value!r})'


class property(_property):
    """A property of members; asked of the class, it gives the member of that name."""

    def __get__(self, instance, ownerclass=None):
        if instance is None:
            try:
                return ownerclass._member_map_[self.name]
            except KeyError:
                raise AttributeError(f'{ownerclass!r} has no attribute {self.name!r}')
        if self.fget is None:
            raise AttributeError(f'{ownerclass!r} member has no attribute {self.name!r}')
        return self.fget(instance)

    def __set__(self, instance, value):
        if self.fset is None:
            raise AttributeError(f'<enum {self.clsname!r}> cannot set attribute {self.name!r}')
        return self.fset(instance, value)

    def __delete__(self, instance):
        if self.fdel is None:
            raise AttributeError(f'<enum {self.clsname!r}> cannot delete attribute {self.name!r}')
        return self.fdel(instance)

    def __set_name__(self, ownerclass, name):
        self.name = name
        self.clsname = ownerclass.__name__


# Names and bits

def _is_descriptor(obj):
    return hasattr(obj, '__get__') or hasattr(obj, '__set__') or hasattr(obj, '__delete__')


def _is_dunder(name):
    return len(name) > 4 and name[:2] == name[-2:] == '__' and name[2] != '_' and name[-3] != '_'


def _is_sunder(name):
    return len(name) > 2 and name[0] == name[-1] == '_' and name[1] != '_' and name[-2] != '_'


def _is_private(cls_name, name):
    prefix = f'_{cls_name}__'
    return (len(name) > len(prefix) and name.startswith(prefix)
            and (name[-1] != '_' or name[-2] != '_'))


def _is_inner_class(cls_name, obj):
    if not isinstance(obj, type):
        return False
    suffix = f"{cls_name}.{getattr(obj, '__name__', None)}"
    qualname = getattr(obj, '__qualname__', '')
    return qualname == suffix or qualname.endswith('.' + suffix)


def _is_single_bit(num):
    return num > 0 and num & num - 1 == 0


def _iter_bits_lsb(num):
    """The bits of `num`, lowest first."""
    if isinstance(num, Enum):
        num = num.value
    if num < 0:
        raise ValueError(f'{num!r} is not a positive integer')
    while num:
        bit = num & -num
        yield bit
        num ^= bit


def show_flag_values(value):
    """The values of the single flags in `value`."""
    return list(_iter_bits_lsb(value))


def bin(num, max_bits=None):
    """Like the built-in, but shows the sign bit: bin(10) is '0b0 1010', bin(~10) is '0b1 0101'."""
    ceiling = 1 << num.bit_length()
    if num >= 0:
        digits, sign = f'{num + ceiling:b}'[1:], '0'
    else:
        digits, sign = f'{~num ^ ceiling - 1 | ceiling:b}'[1:], '1'
    if num.bit_length() == 0:
        digits = '1' if num else '0'
    if max_bits is not None:
        digits = digits.rjust(max_bits, sign)
    return f'0b{sign} {digits}'


# The namespace of an enum's body

class _EnumDict(dict):
    """Notes members in order, gives values to auto(), and refuses names used twice."""

    def __init__(self):
        super().__init__()
        self._member_names = {}
        self._last_values = []
        self._ignore = []
        self._auto_called = False

    def __setitem__(self, key, value):
        if isinstance(value, type) and _is_inner_class(self._cls_name, value):
            import warnings
            warnings.warn('In 3.13 classes created inside an enum will not become a member.  '
                          'Use the `member` decorator to keep the current behavior.',
                          DeprecationWarning, stacklevel=2)
        if _is_private(self._cls_name, key):
            pass
        elif _is_sunder(key):
            value = self._sunder_value(key, value)
        elif _is_dunder(key):
            if key == '__order__':
                key = '_order_'
        elif key in self._member_names:
            raise TypeError(f'{key!r} already defined as {self[key]!r}')
        elif key in self._ignore:
            pass
        elif isinstance(value, nonmember):
            value = value.value
        elif not _is_descriptor(value):
            if key in self:
                raise TypeError(f'{key!r} already defined as {self[key]!r}')
            if isinstance(value, member):
                value = value.value
            value = self._member_value(key, value)
        super().__setitem__(key, value)

    def _sunder_value(self, key, value):
        if key not in ('_order_', '_generate_next_value_', '_numeric_repr_', '_missing_', '_ignore_',
                       '_iter_member_', '_iter_member_by_value_', '_iter_member_by_def_'):
            raise ValueError(f'_sunder_ names, such as {key!r}, are reserved for future Enum use')
        if key == '_generate_next_value_':
            if self._auto_called:
                raise TypeError('_generate_next_value_ must be defined before members')
            self._generate_next_value = value.__func__ if isinstance(value, staticmethod) else value
        elif key == '_ignore_':
            value = value.replace(',', ' ').split() if isinstance(value, str) else list(value)
            self._ignore = value
            already = set(value) & set(self._member_names)
            if already:
                raise ValueError(f'_ignore_ cannot specify already set names: {already!r}')
        return value

    def _member_value(self, key, value):
        """The value of a new member, with each auto() in it (alone or in a tuple) replaced."""
        if isinstance(value, auto):
            value = self._auto_value(key, value)
        elif type(value) is tuple and any(isinstance(v, auto) for v in value):
            value = tuple([self._auto_value(key, v) if isinstance(v, auto) else v for v in value])
        else:
            self._last_values.append(value)
        self._member_names[key] = None
        return value

    def _auto_value(self, key, an_auto):
        if an_auto.value is _auto_null:
            an_auto.value = self._generate_next_value(key, 1, len(self._member_names), self._last_values[:])
            self._auto_called = True
        self._last_values.append(an_auto.value)
        return an_auto.value

    def update(self, members, **more_members):
        for source in (members, more_members):
            for key, value in source.items() if hasattr(source, 'keys') else source:
                self[key] = value


class _Members:
    """Stands in a new class as `_member_names_`; makes the members when the class exists."""

    def __init__(self, values):
        self.values = values

    def __set_name__(self, cls, name):
        # Raw settings: EnumType.__setattr__ is for users.
        type.__setattr__(cls, name, [])
        for name, value in self.values.items():
            _make_member(cls, name, value)


def _make_member(cls, name, value):
    """Make one member, or an alias if its value is taken, and enter it everywhere."""
    args = value if isinstance(value, tuple) else (value,)
    if cls._member_type_ is tuple:
        args = (args,)
    if cls._use_args_:
        new = cls._new_member_(cls, *args)
    else:
        new = cls._new_member_(cls)
    if not hasattr(new, '_value_'):
        if cls._use_args_ and cls._member_type_ is object:
            new._value_ = value
        else:
            try:
                new._value_ = cls._member_type_(*args)
            except Exception:
                if cls._use_args_:
                    raise TypeError('_value_ not set in __new__, unable to create it') from None
                new._value_ = value
    value = new._value_
    new._name_ = name
    new.__objclass__ = cls
    new.__init__(*args)
    new._sort_order_ = len(cls._member_names_)

    known = _member_of_value(cls, value)
    if known is not None:
        new = known
    elif Flag is None or not issubclass(cls, Flag) or _is_single_bit(value):
        cls._member_names_.append(name)

    _place_member(cls, name, new)
    cls._member_map_[name] = new
    try:
        cls._value2member_map_.setdefault(value, new)
    except TypeError:
        cls._unhashable_values_.append(value)


def _member_of_value(cls, value):
    try:
        return cls._value2member_map_.get(value)
    except TypeError:
        for known in cls._member_map_.values():
            if known._value_ == value:
                return known
        return None


def _place_member(cls, name, new):
    """Make the member an attribute, without hiding an inherited enum.property of that name."""
    inherited, hidden = None, False
    for base in cls.__mro__[1:]:
        inherited = base.__dict__.get(name)
        if inherited is not None:
            if isinstance(inherited, property):
                break
            hidden = True
    if inherited is None:
        type.__setattr__(cls, name, new)
    elif hidden:
        redirect = property(getattr(inherited, 'fget', None), getattr(inherited, 'fset', None),
                            getattr(inherited, 'fdel', None))
        redirect.__set_name__(cls, name)
        type.__setattr__(cls, name, redirect)


# The metaclass

class EnumType(type):
    """The metaclass of enumerations."""

    @classmethod
    def __prepare__(metacls, cls, bases, **kwds):
        metacls._check_for_existing_members_(cls, bases)
        enum_dict = _EnumDict()
        enum_dict._cls_name = cls
        member_type, first_enum = metacls._get_mixins_(cls, bases)
        if first_enum is not None:
            enum_dict['_generate_next_value_'] = getattr(first_enum, '_generate_next_value_', None)
        return enum_dict

    def __new__(metacls, cls, bases, classdict, *, boundary=None, **kwds):
        body = dict(classdict)
        for key in [*body.pop('_ignore_', ())]:
            body.pop(key, None)
        names = [name for name in classdict._member_names if name in body]
        for name in ('mro', ''):
            if name in names:
                raise ValueError(f'invalid enum member name(s) {name!r}')
        order = body.pop('_order_', None)

        member_type, first_enum = metacls._get_mixins_(cls, bases)
        new, save_new, use_args = metacls._find_new_(body, member_type, first_enum)
        values = {name: body.pop(name) for name in names}
        mask = 0
        for value in values.values():
            if isinstance(value, int):
                mask |= value
        namespace = {
            **body,
            '_new_member_': new, '_use_args_': use_args, '_member_names_': _Members(values),
            '_member_map_': {}, '_value2member_map_': {}, '_unhashable_values_': [],
            '_member_type_': member_type, '_value_repr_': metacls._find_data_repr_(cls, bases),
        }
        if cls == 'Flag' and Flag is None or Flag is not None and any(issubclass(b, Flag) for b in bases):
            namespace.update(_boundary_=boundary or getattr(first_enum, '_boundary_', None), _flag_mask_=mask,
                             _all_bits_=(1 << mask.bit_length()) - 1, _inverted_=None)
        failure = None
        try:
            enum_class = super().__new__(metacls, cls, bases, namespace, **kwds)
        except RuntimeError as exc:      # what __set_name__ raises comes wrapped
            failure = exc.__cause__ or exc
        if failure is not None:
            raise failure

        metacls._choose_methods_(enum_class, bases, member_type, first_enum)
        if Enum is not None:
            if save_new:
                enum_class.__new_member__ = new
            enum_class.__new__ = Enum.__new__
        if Flag is not None and issubclass(enum_class, Flag):
            enum_class._flag_mask_ = sum([value for value in {m._value_ for m in enum_class._member_map_.values()}
                                          if _is_single_bit(value)])
            in_order = [m._value_ for m in enum_class]
            if in_order != sorted(in_order):
                enum_class._iter_member_ = enum_class._iter_member_by_def_
        if order is not None:
            _check_order(enum_class, order)
        return enum_class

    @classmethod
    def _choose_methods_(metacls, enum_class, bases, member_type, first_enum):
        """Prefer Enum's __repr__ and friends to those of a mixed-in data type."""
        own = dict(enum_class.__dict__)
        if ReprEnum is not None and ReprEnum in bases:
            if member_type is object:
                raise TypeError('ReprEnum subclasses must be mixed with a data type (i.e. int, str, float, etc.)')
            if '__format__' not in own:
                own['__format__'] = enum_class.__format__ = member_type.__format__
            if '__str__' not in own:
                method = member_type.__str__
                own['__str__'] = enum_class.__str__ = \
                    member_type.__repr__ if method is object.__str__ else method
        for name in ('__repr__', '__str__', '__format__', '__reduce_ex__'):
            if name not in own:
                found = getattr(enum_class, name)
                if found == getattr(member_type, name) or found == getattr(object, name):
                    setattr(enum_class, name, getattr(first_enum, name))
        if Flag is not None and issubclass(enum_class, Flag):
            for name in ('__or__', '__and__', '__xor__', '__ror__', '__rand__', '__rxor__', '__invert__'):
                if name not in own:
                    setattr(enum_class, name, getattr(Flag, name))

    def __bool__(cls):
        return True

    def __call__(cls, value, names=None, *, module=None, qualname=None, type=None, start=1, boundary=None):
        """Look a member up by its value; with `names`, make a new enumeration called `value`."""
        if names is None:
            return cls.__new__(cls, value)
        return cls._create_(value, names, module=module, qualname=qualname, type=type, start=start,
                            boundary=boundary)

    def __contains__(cls, member):
        if not isinstance(member, Enum):
            import warnings
            warnings.warn('in 3.12 __contains__ will no longer raise TypeError, but will return True or\n'
                          'False depending on whether the value is a member or the value of a member',
                          DeprecationWarning, stacklevel=2)
            raise TypeError(f"unsupported operand type(s) for 'in': '{type(member).__qualname__}' "
                            f"and '{cls.__class__.__qualname__}'")
        return isinstance(member, cls) and member._name_ in cls._member_map_

    def __delattr__(cls, attr):
        if attr in cls._member_map_:
            raise AttributeError(f'{cls.__name__!r} cannot delete member {attr!r}.')
        super().__delattr__(attr)

    def __dir__(cls):
        names = {'__class__', '__contains__', '__doc__', '__getitem__', '__iter__', '__len__', '__members__',
                 '__module__', '__name__', '__qualname__', *cls._member_names_}
        if cls._new_member_ is not object.__new__:
            names.add('__new__')
        if cls.__init_subclass__ is not object.__init_subclass__:
            names.add('__init_subclass__')
        if cls._member_type_ is not object:
            names.update(dir(cls._member_type_))
        return sorted(names)

    def __getattr__(cls, name):
        if _is_dunder(name):
            raise AttributeError(name)
        try:
            return cls._member_map_[name]
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(cls, name):
        return cls._member_map_[name]

    def __iter__(cls):
        return (cls._member_map_[name] for name in cls._member_names_)

    def __len__(cls):
        return len(cls._member_names_)

    @_property
    def __members__(cls):
        """All names, aliases included, with their members."""
        return _MappingProxy(cls._member_map_)

    def __repr__(cls):
        kind = 'flag' if Flag is not None and issubclass(cls, Flag) else 'enum'
        return f'<{kind} {cls.__name__!r}>'

    def __reversed__(cls):
        return (cls._member_map_[name] for name in reversed(cls._member_names_))

    def __setattr__(cls, name, value):
        if name in cls.__dict__.get('_member_map_', ()):
            raise AttributeError(f'cannot reassign member {name!r}')
        super().__setattr__(name, value)

    def _create_(cls, class_name, names, *, module=None, qualname=None, type=None, start=1, boundary=None):
        """The functional API: names may be a string, a list of names or of pairs, or a dict."""
        metacls = cls.__class__
        bases = (cls,) if type is None else (type, cls)
        _, first_enum = cls._get_mixins_(class_name, bases)
        classdict = metacls.__prepare__(class_name, bases)
        if isinstance(names, str):
            names = names.replace(',', ' ').split()
        if isinstance(names, (tuple, list)) and names and isinstance(names[0], str):
            values = []
            for count, name in enumerate(names):
                values.append(first_enum._generate_next_value_(name, start, count, values[:]))
            names = list(zip(names, values))
        for item in names:
            name, value = (item, names[item]) if isinstance(item, str) else item
            classdict[name] = value
        if module is None:
            try:
                module = sys._getframe(2).f_globals['__name__']
            except (AttributeError, ValueError, KeyError):
                pass
        if module is not None:
            classdict['__module__'] = module
        if qualname is not None:
            classdict['__qualname__'] = qualname
        return metacls.__new__(metacls, class_name, bases, classdict, boundary=boundary)

    @classmethod
    def _check_for_existing_members_(mcls, class_name, bases):
        for chain in bases:
            for base in chain.__mro__:
                if Enum is not None and issubclass(base, Enum) and base._member_names_:
                    raise TypeError(f'<enum {class_name!r}> cannot extend {base!r}')

    @classmethod
    def _get_mixins_(mcls, class_name, bases):
        """The data type of the members, and the enum that is inherited from."""
        if not bases or Enum is None:
            return object, Enum
        first_enum = bases[-1]
        if not (isinstance(first_enum, EnumType) and issubclass(first_enum, Enum)):
            raise TypeError('new enumerations should be created as '
                            '`EnumName([mixin_type, ...] [data_type,] enum_type)`')
        mcls._check_for_existing_members_(class_name, bases)
        return mcls._find_data_type_(class_name, bases) or object, first_enum

    @classmethod
    def _find_data_repr_(mcls, class_name, bases):
        """The __repr__ for values: that of the first base that is no enum, or the enum's own choice."""
        for chain in bases:
            for base in chain.__mro__:
                if base is object:
                    continue
                if issubclass(base, Enum):
                    return base._value_repr_
                if '__repr__' in base.__dict__:
                    return base.__dict__['__repr__']
        return None

    @classmethod
    def _find_data_type_(mcls, class_name, bases):
        found = set()
        for chain in bases:
            candidate = None
            for base in chain.__mro__:
                if base is object:
                    continue
                if issubclass(base, Enum):
                    if base._member_type_ is not object:
                        found.add(base._member_type_)
                        break
                elif '__new__' in base.__dict__ or '__init__' in base.__dict__:
                    found.add(candidate or base)
                    break
                else:
                    candidate = candidate or base
        if len(found) > 1:
            raise TypeError(f'too many data types for {class_name!r}: {found!r}')
        return found.pop() if found else None

    @classmethod
    def _find_new_(mcls, body, member_type, first_enum):
        """The function that makes members; whether to keep it for subclasses; whether it takes the value."""
        new = body.get('__new__')
        save_new = first_enum is not None and new is not None
        plain = (None, object.__new__, Enum.__new__ if Enum is not None else None)
        if new is None:
            for method in ('__new_member__', '__new__'):
                for possible in (member_type, first_enum):
                    target = getattr(possible, method, None)
                    if possible is not None and target not in plain:
                        new = target
                        break
                if new is not None:
                    break
            else:
                new = object.__new__
        if isinstance(new, staticmethod):
            new = new.__func__
        use_args = first_enum is not None and new not in plain
        return new, save_new, use_args


def _check_order(enum_class, order):
    """Compare the class's `_order_` with the true order; names of aliases in it do not count."""
    if isinstance(order, str):
        order = order.replace(',', ' ').split()
    order = [name for name in order
             if name not in enum_class._member_map_ or name in enum_class._member_names_]
    if order != enum_class._member_names_:
        raise TypeError(f'member order does not match _order_:\n  {enum_class._member_names_!r}\n  {order!r}')


EnumMeta = EnumType


# The classes to inherit from

class Enum(metaclass=EnumType):
    """Inherit from this to define an enumeration."""

    def __new__(cls, value):
        if type(value) is cls:
            return value
        try:
            return cls._value2member_map_[value]
        except KeyError:
            pass
        except TypeError:                # not hashable
            for member in cls._member_map_.values():
                if member._value_ == value:
                    return member
        failure = result = None
        try:
            result = cls._missing_(value)
        except Exception as exc:
            failure = exc
        try:
            if isinstance(result, cls):
                return result
            if getattr(cls, '_boundary_', None) is EJECT and isinstance(result, int):
                return result
            invalid = ValueError(f'{value!r} is not a valid {cls.__qualname__}')
            if failure is None:
                if result is None:
                    raise invalid
                failure = TypeError(f'error in {cls.__name__}._missing_: returned {result!r} '
                                    'instead of None or a valid member')
            if not isinstance(failure, ValueError):
                failure.__context__ = invalid
            raise failure
        finally:
            failure = invalid = None

    def __init__(self, *args, **kwds):
        pass

    def _generate_next_value_(name, start, count, last_values):
        """What auto() stands for: one more than the highest value so far."""
        if not last_values:
            return start
        try:
            last = last_values[-1]
            last_values.sort()
            if last == last_values[-1]:
                return last + 1
        except TypeError:
            pass
        import warnings
        warnings.warn('In 3.13 the default `auto()`/`_generate_next_value_` will require all values to be sortable '
                      'and support adding +1\nand the value returned will be the largest value in the enum '
                      'incremented by 1', DeprecationWarning, stacklevel=3)
        for value in last_values:
            try:
                return value + 1
            except TypeError:
                pass
        return start

    @classmethod
    def _missing_(cls, value):
        return None

    def __repr__(self):
        value_repr = self.__class__._value_repr_ or repr
        return f'<{self.__class__.__name__}.{self._name_}: {value_repr(self._value_)}>'

    def __str__(self):
        return f'{self.__class__.__name__}.{self._name_}'

    def __dir__(self):
        names = {'__class__', '__doc__', '__eq__', '__hash__', '__module__'}
        if self.__class__._member_type_ is object:
            names.update(('name', 'value'))
        else:
            names.update(object.__dir__(self))
        names.update([name for name in getattr(self, '__dict__', ()) if name[0] != '_'])
        for cls in self.__class__.__mro__:
            for name, obj in cls.__dict__.items():
                if name[0] == '_':
                    continue
                if not isinstance(obj, property) or obj.fget is not None or name not in self._member_map_:
                    names.add(name)
                else:
                    names.discard(name)
        return sorted(names)

    def __format__(self, format_spec):
        return str.__format__(str(self), format_spec)

    def __hash__(self):
        return hash(self._name_)

    def __reduce_ex__(self, proto):
        return getattr, (self.__class__, self._name_)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    @property
    def name(self):
        """The name of the Enum member."""
        return self._name_

    @property
    def value(self):
        """The value of the Enum member."""
        return self._value_


class ReprEnum(Enum):
    """An enum that changes only repr(): str() and format() are those of the data type."""


class IntEnum(int, ReprEnum):
    """An enum whose members are ints, too."""


class StrEnum(str, ReprEnum):
    """An enum whose members are strs, too."""

    def __new__(cls, *values):
        if len(values) > 3:
            raise TypeError(f'too many arguments for str(): {values!r}')
        if len(values) == 1 and not isinstance(values[0], str):
            raise TypeError(f'{values[0]!r} is not a string')
        if len(values) >= 2 and not isinstance(values[1], str):
            raise TypeError(f'encoding must be a string, not {values[1]!r}')
        if len(values) == 3 and not isinstance(values[2], str):
            raise TypeError(f'errors must be a string, not {values[2]!r}')
        value = str(*values)
        new = str.__new__(cls, value)
        new._value_ = value
        return new

    def _generate_next_value_(name, start, count, last_values):
        """auto() is the name in lower case."""
        return name.lower()


class FlagBoundary(StrEnum):
    """What to do with bits that no member of a Flag has."""
    STRICT = auto()      # refuse them
    CONFORM = auto()     # drop them
    EJECT = auto()       # return a plain int
    KEEP = auto()        # keep them


STRICT, CONFORM, EJECT, KEEP = FlagBoundary


class Flag(Enum, boundary=CONFORM):
    """An enum whose members can be combined with | & ^ ~."""

    _numeric_repr_ = repr

    def _generate_next_value_(name, start, count, last_values):
        """auto() is the next power of two."""
        if not count:
            return start if start is not None else 1
        last_value = max(last_values)
        try:
            return 1 << last_value.bit_length()
        except Exception:
            raise TypeError(f'invalid flag value {last_value!r}') from None

    @classmethod
    def _iter_member_by_value_(cls, value):
        for bit in _iter_bits_lsb(value & cls._flag_mask_):
            yield cls._value2member_map_.get(bit)

    _iter_member_ = _iter_member_by_value_

    @classmethod
    def _iter_member_by_def_(cls, value):
        yield from sorted(cls._iter_member_by_value_(value), key=lambda member: member._sort_order_)

    @classmethod
    def _missing_(cls, value):
        """Make the combination `value`, as far as `_boundary_` allows."""
        if not isinstance(value, int):
            raise ValueError(f'{value!r} is not a valid {cls.__qualname__}')
        mask, all_bits, boundary = cls._flag_mask_, cls._all_bits_, cls._boundary_
        negative = None
        if not ~all_bits <= value <= all_bits or value & (all_bits ^ mask):
            if boundary is STRICT:
                width = max(value.bit_length(), mask.bit_length())
                raise ValueError(f'{cls!r} invalid value {value!r}\n    given {bin(value, width)}\n'
                                 f'  allowed {bin(mask, width)}')
            if boundary is CONFORM:
                value &= mask
            elif boundary is EJECT:
                return value
            elif boundary is not KEEP:
                raise ValueError(f'{cls!r} unknown flag boundary {boundary!r}')
            elif value < 0:
                value += max(all_bits + 1, 1 << value.bit_length())
        if value < 0:
            negative = value
            value += all_bits + 1
        unknown = value & ~mask
        if unknown and boundary is not KEEP:
            raise ValueError(f'{cls.__name__}({value!r}) -->  unknown values {unknown!r} [{bin(unknown)}]')
        if cls._member_type_ is object:
            new = object.__new__(cls)
        else:
            new = cls._member_type_.__new__(cls, value)
        if not hasattr(new, '_value_'):
            new._value_ = value
        new._name_ = None
        if value & mask:
            names = [m._name_ for m in cls._iter_member_(value & mask)]
            if unknown:
                names.append(cls._numeric_repr_(unknown))
            new._name_ = '|'.join(names)
        if not unknown:
            new = cls._value2member_map_.setdefault(value, new)
            if negative is not None:
                cls._value2member_map_[negative] = new
        return new

    def __reduce_ex__(self, proto):
        if self._name_ in self._member_map_:
            return getattr, (self.__class__, self._name_)
        return self.__class__, (self._value_,)

    def __contains__(self, other):
        if not isinstance(other, self.__class__):
            raise TypeError(f"unsupported operand type(s) for 'in': {type(other).__qualname__!r} "
                            f'and {self.__class__.__qualname__!r}')
        return other._value_ & self._value_ == other._value_

    def __iter__(self):
        yield from self._iter_member_(self._value_)

    def __len__(self):
        return self._value_.bit_count()

    def __repr__(self):
        cls = self.__class__
        value = (cls._value_repr_ or repr)(self._value_)
        return f'<{cls.__name__}: {value}>' if self._name_ is None else f'<{cls.__name__}.{self._name_}: {value}>'

    def __str__(self):
        name = self.__class__.__name__
        return f'{name}({self._value_!r})' if self._name_ is None else f'{name}.{self._name_}'

    def __bool__(self):
        return bool(self._value_)

    def _bits_of(self, other):
        """The int to combine with, or None if `other` does not fit."""
        if isinstance(other, self.__class__):
            return other._value_
        if self._member_type_ is not object and isinstance(other, self._member_type_):
            return other
        return None

    def __or__(self, other):
        bits = self._bits_of(other)
        return NotImplemented if bits is None else self.__class__(self._value_ | bits)

    def __and__(self, other):
        bits = self._bits_of(other)
        return NotImplemented if bits is None else self.__class__(self._value_ & bits)

    def __xor__(self, other):
        bits = self._bits_of(other)
        return NotImplemented if bits is None else self.__class__(self._value_ ^ bits)

    __ror__, __rand__, __rxor__ = __or__, __and__, __xor__

    def __invert__(self):
        if self._inverted_ is None:
            if self._boundary_ is KEEP:
                self._inverted_ = self.__class__(~self._value_)
            else:
                self._inverted_ = self.__class__(self._flag_mask_ ^ self._value_)
            if isinstance(self._inverted_, self.__class__):
                self._inverted_._inverted_ = self
        return self._inverted_


class IntFlag(int, ReprEnum, Flag, boundary=KEEP):
    """A Flag whose members are ints, too."""


# Decorators

def _alias_details(enumeration):
    return ', '.join([f'{name} -> {member.name}' for name, member in enumeration.__members__.items()
                      if name != member.name])


def unique(enumeration):
    """Class decorator that refuses aliases."""
    details = _alias_details(enumeration)
    if details:
        raise ValueError(f'duplicate values found in {enumeration!r}: {details}')
    return enumeration


def global_enum_repr(self):
    """module.NAME in place of Class.NAME."""
    module = self.__class__.__module__.split('.')[-1]
    return f'{module}.{self._name_}'


def global_flag_repr(self):
    """module.NAME|module.NAME in place of Class.NAME|NAME."""
    module = self.__class__.__module__.split('.')[-1]
    if self._name_ is None:
        return f'{module}.{self.__class__.__name__}({self._value_!r})'
    return '|'.join([name if name[0].isdigit() else f'{module}.{name}' for name in self._name_.split('|')])


def global_str(self):
    """NAME in place of Class.NAME."""
    if self._name_ is None:
        return f'{self.__class__.__name__}({self._value_!r})'
    return self._name_


def global_enum(cls, update_str=False):
    """Class decorator that puts the members into the module, too."""
    cls.__repr__ = global_flag_repr if issubclass(cls, Flag) else global_enum_repr
    if not issubclass(cls, ReprEnum) or update_str:
        cls.__str__ = global_str
    sys.modules[cls.__module__].__dict__.update(cls.__members__)
    return cls


class EnumCheck(StrEnum):
    """What verify() can check."""
    CONTINUOUS = 'no skipped integer values'
    NAMED_FLAGS = 'multi-flag aliases may not contain unnamed flags'
    UNIQUE = 'one name per value'


CONTINUOUS, NAMED_FLAGS, UNIQUE = EnumCheck


class verify:
    """Class decorator that checks an enumeration."""

    def __init__(self, *checks):
        self.checks = checks

    def __call__(self, enumeration):
        if not issubclass(enumeration, Enum):
            raise TypeError("the 'verify' decorator only works with Enum and Flag")
        for check in self.checks:
            if check is UNIQUE:
                details = _alias_details(enumeration)
                if details:
                    raise ValueError(f'aliases found in {enumeration!r}: {details}')
            elif check is CONTINUOUS:
                _check_continuous(enumeration)
            elif check is NAMED_FLAGS:
                _check_named_flags(enumeration)
        return enumeration


def _check_continuous(enumeration):
    values = {member.value for member in enumeration}
    if len(values) < 2:
        return
    low, high = min(values), max(values)
    if issubclass(enumeration, Flag):
        kind, expected = 'flag', [1 << i for i in range(low.bit_length(), high.bit_length() - 1)]
    else:
        kind, expected = 'enum', range(low + 1, high)
    missing = ', '.join([str(value) for value in expected if value not in values])
    if missing:
        raise ValueError(f'invalid {kind} {enumeration.__name__!r}: missing values {missing}'[:256])


def _check_named_flags(enumeration):
    values = {member.value for member in enumeration}
    names, bits = [], 0
    for name, alias in enumeration._member_map_.items():
        if name in enumeration._member_names_ or alias.value < 0:
            continue
        missed = [bit for bit in _iter_bits_lsb(alias.value) if bit not in values]
        if missed:
            names.append(name)
            for bit in missed:
                bits |= bit
    if names:
        if len(names) == 1:
            what = f'alias {names[0]} is missing'
        else:
            what = f"aliases {', '.join(names[:-1])} and {names[-1]} are missing"
        value = f"{'value' if _is_single_bit(bits) else 'combined values of'} 0x{bits:x}"
        raise ValueError(f'invalid Flag {enumeration.__name__!r}: {what} {value} '
                         '[use enum.show_flag_values(value) for details]')
