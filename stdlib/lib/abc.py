"""Abstract base classes.

An ABC knows three sorts of subclass: real ones (by inheritance), registered ones (`register`), and
those that its `__subclasshook__` recognises.  The answers are remembered per class; a "no" is good
only until the next `register` anywhere, which `_generation` counts.

That a class with abstract methods left cannot be instantiated is `object.__new__`'s business: it
looks at `__abstractmethods__`, which is computed here.
"""

import _types

_generation = 0


def get_cache_token():
    """A value that changes with every registration of a virtual subclass."""
    return _generation


def abstractmethod(funcobj):
    """Mark a method that concrete subclasses must override."""
    funcobj.__isabstractmethod__ = True
    return funcobj


class abstractclassmethod(classmethod):
    """Deprecated: write @classmethod over @abstractmethod."""
    __isabstractmethod__ = True

    def __init__(self, callable):
        callable.__isabstractmethod__ = True
        super().__init__(callable)


class abstractstaticmethod(staticmethod):
    """Deprecated: write @staticmethod over @abstractmethod."""
    __isabstractmethod__ = True

    def __init__(self, callable):
        callable.__isabstractmethod__ = True
        super().__init__(callable)


class abstractproperty(property):
    """Deprecated: write @property over @abstractmethod."""
    __isabstractmethod__ = True


def _is_abstract(value):
    if getattr(value, '__isabstractmethod__', False):
        return True
    if isinstance(value, property):
        return any(getattr(f, '__isabstractmethod__', False)
                   for f in (value.fget, value.fset, value.fdel))
    if isinstance(value, (classmethod, staticmethod)):
        return getattr(value.__func__, '__isabstractmethod__', False)
    return False


def _abstract_names(cls):
    """The names that `cls` defines as abstract or inherits without overriding."""
    names = {name for name, value in list(cls.__dict__.items()) if _is_abstract(value)}
    for base in cls.__bases__:
        for name in getattr(base, '__abstractmethods__', ()):
            if _is_abstract(getattr(cls, name, None)):
                names.add(name)
    return frozenset(names)


def update_abstractmethods(cls):
    """Recompute `__abstractmethods__` of a class that was changed after its creation."""
    if hasattr(cls, '__abstractmethods__'):
        cls.__abstractmethods__ = _abstract_names(cls)
    return cls


class _Memory:
    """What one ABC remembers: its registered classes and earlier answers."""
    __slots__ = ('registry', 'yes', 'no', 'generation')

    def __init__(self):
        self.registry = []
        self.yes = set()
        self.no = set()
        self.generation = _generation


class ABCMeta(type):
    """The metaclass of abstract base classes."""

    def __new__(mcls, name, bases, namespace, /, **kwargs):
        cls = super().__new__(mcls, name, bases, namespace, **kwargs)
        cls._abc_impl = _Memory()
        cls.__abstractmethods__ = _abstract_names(cls)
        if '__abc_tpflags__' in namespace:
            _types.match_as(cls, namespace['__abc_tpflags__'])
            del cls.__abc_tpflags__
        return cls

    def register(cls, subclass):
        """Make `subclass` count as a subclass; also usable as a class decorator."""
        global _generation
        if not isinstance(subclass, type):
            raise TypeError('Can only register classes')
        if issubclass(subclass, cls):
            return subclass
        if issubclass(cls, subclass):
            raise RuntimeError('Refusing to create an inheritance cycle')
        cls._abc_impl.registry.append(subclass)
        _types.match_as(subclass, cls.__flags__)
        _generation += 1
        return subclass

    def __instancecheck__(cls, instance):
        subclass = instance.__class__
        if subclass in cls._abc_impl.yes:
            return True
        subtype = type(instance)
        if subtype is subclass:
            return cls.__subclasscheck__(subclass)
        return cls.__subclasscheck__(subclass) or cls.__subclasscheck__(subtype)

    def __subclasscheck__(cls, subclass):
        if not isinstance(subclass, type):
            raise TypeError('issubclass() arg 1 must be a class')
        memory = cls._abc_impl
        if subclass in memory.yes:
            return True
        if memory.generation != _generation:
            memory.no.clear()
            memory.generation = _generation
        elif subclass in memory.no:
            return False
        answer = cls._abc_ask(subclass)
        (memory.yes if answer else memory.no).add(subclass)
        return answer

    def _abc_ask(cls, subclass):
        answer = cls.__subclasshook__(subclass)
        if answer is not NotImplemented:
            if not isinstance(answer, bool):
                raise AssertionError('__subclasshook__ must return either False, True, or NotImplemented')
            return answer
        if cls in getattr(subclass, '__mro__', ()):
            return True
        return (any(issubclass(subclass, known) for known in cls._abc_impl.registry)
                or any(issubclass(subclass, known) for known in cls.__subclasses__()))


class ABC(metaclass=ABCMeta):
    """Inherit from this to make a class abstract without naming the metaclass."""
    __slots__ = ()
