"""Questions about functions, classes, modules, frames and their source.

A Signature is read off a function's code object; for natives, off their `__text_signature__`.  Source
is found by the line that a code object begins at: a block reaches as far as its indentation.
"""

import builtins
import sys
import types
import functools
from collections import OrderedDict, namedtuple

__all__ = ['Parameter', 'Signature', 'signature', 'BoundArguments', 'getmembers', 'getmodule', 'getmodulename',
           'getfile', 'getsourcefile', 'getsource', 'getsourcelines', 'getdoc', 'cleandoc', 'getcomments', 'getmro',
           'getfullargspec', 'FullArgSpec', 'getcallargs', 'currentframe', 'stack', 'trace', 'getframeinfo',
           'getouterframes', 'getinnerframes', 'FrameInfo', 'Traceback', 'unwrap', 'isabstract', 'isasyncgenfunction',
           'isawaitable', 'isbuiltin', 'isclass', 'iscode', 'iscoroutine', 'iscoroutinefunction',
           'isdatadescriptor', 'isframe', 'isfunction', 'isgenerator', 'isgeneratorfunction',
           'isgetsetdescriptor', 'ismemberdescriptor', 'ismethod', 'ismethoddescriptor', 'ismodule', 'isroutine',
           'istraceback', 'getgeneratorstate', 'getgeneratorlocals', 'getclosurevars', 'getattr_static',
           'get_annotations', 'formatannotation', 'getclasstree', 'classify_class_attrs']

CO_OPTIMIZED, CO_NEWLOCALS, CO_VARARGS, CO_VARKEYWORDS, CO_NESTED, CO_GENERATOR = 1, 2, 4, 8, 16, 32
CO_COROUTINE, CO_ITERABLE_COROUTINE, CO_ASYNC_GENERATOR = 128, 256, 512
GEN_CREATED, GEN_RUNNING, GEN_SUSPENDED, GEN_CLOSED = 'GEN_CREATED', 'GEN_RUNNING', 'GEN_SUSPENDED', 'GEN_CLOSED'


# What is it?

def ismodule(object):
    return isinstance(object, types.ModuleType)


def isclass(object):
    return isinstance(object, type)


def ismethod(object):
    return isinstance(object, types.MethodType)


def isfunction(object):
    return isinstance(object, types.FunctionType)


def isbuiltin(object):
    return isinstance(object, types.BuiltinFunctionType)


def isroutine(object):
    return isbuiltin(object) or isfunction(object) or ismethod(object) or ismethoddescriptor(object)


def ismethoddescriptor(object):
    if isclass(object) or ismethod(object) or isfunction(object):
        return False
    return hasattr(type(object), '__get__') and not hasattr(type(object), '__set__')


def isdatadescriptor(object):
    if isclass(object) or ismethod(object) or isfunction(object):
        return False
    return hasattr(type(object), '__set__') or hasattr(type(object), '__delete__')


def ismemberdescriptor(object):
    return isinstance(object, types.MemberDescriptorType)


def isgetsetdescriptor(object):
    return isinstance(object, types.GetSetDescriptorType)


def isgenerator(object):
    return isinstance(object, types.GeneratorType)


def _has_code_flag(f, flag):
    while isinstance(f, (types.MethodType, functools.partial)):
        f = f.__func__ if isinstance(f, types.MethodType) else f.func
    return isfunction(f) and bool(f.__code__.co_flags & flag)


def isgeneratorfunction(obj):
    return _has_code_flag(obj, CO_GENERATOR)


def iscoroutinefunction(obj):
    return _has_code_flag(obj, CO_COROUTINE)


def isasyncgenfunction(obj):
    return _has_code_flag(obj, CO_ASYNC_GENERATOR)


def iscoroutine(object):
    return False


def isawaitable(object):
    return hasattr(type(object), '__await__')


def istraceback(object):
    return isinstance(object, types.TracebackType)


def isframe(object):
    return isinstance(object, types.FrameType)


def iscode(object):
    return isinstance(object, types.CodeType)


def isabstract(object):
    return isclass(object) and bool(getattr(object, '__abstractmethods__', None))


# What is in it?

def getmembers(object, predicate=None):
    """(name, value) of all attributes that `predicate` accepts, sorted by name."""
    names = dir(object)
    if isclass(object):
        for base in object.__bases__:
            for name, value in base.__dict__.items():
                if isinstance(value, types.DynamicClassAttribute) and name not in names:
                    names.append(name)
    results = []
    for name in names:
        try:
            value = getattr(object, name)
        except AttributeError:
            for base in getattr(object, '__mro__', ()):
                if name in base.__dict__:
                    value = base.__dict__[name]
                    break
            else:
                continue
        if not predicate or predicate(value):
            results.append((name, value))
    results.sort(key=lambda pair: pair[0])
    return results


Attribute = namedtuple('Attribute', 'name kind defining_class object')


def classify_class_attrs(cls):
    """For each attribute of a class: its name, kind, the class that defines it, and its value there."""
    result = []
    for name in dir(cls):
        for base in cls.__mro__:
            if name in base.__dict__:
                obj = base.__dict__[name]
                kind = ('static method' if isinstance(obj, staticmethod) else 'class method'
                        if isinstance(obj, (classmethod, types.ClassMethodDescriptorType)) else 'property'
                        if isinstance(obj, property) else 'method' if isroutine(obj) else 'data')
                result.append(Attribute(name, kind, base, obj))
                break
    return result


_missing = object()


def getattr_static(obj, attr, default=_missing):
    """An attribute as it is stored, without calling any descriptor or __getattr__."""
    if not isinstance(obj, type):
        values = getattr(obj, '__dict__', {})
        if attr in values:
            return values[attr]
    for base in (obj if isinstance(obj, type) else type(obj)).__mro__:
        if attr in base.__dict__:
            return base.__dict__[attr]
    if default is not _missing:
        return default
    raise AttributeError(attr)


def getmro(cls):
    """The classes in which attributes are looked up, in order."""
    return cls.__mro__


def getclasstree(classes, unique=False):
    """The classes as a nested list, each with its bases, followed by the list of its subclasses."""
    children, roots = {}, []
    for c in classes:
        for parent in c.__bases__:
            if c not in children.setdefault(parent, []):
                children[parent].append(c)
            if unique and parent in classes:
                break
        else:
            if not c.__bases__ and c not in roots:
                roots.append(c)
    roots += [parent for parent in children if parent not in classes]

    def walk(classes, parent):
        results = []
        for c in sorted(classes, key=lambda c: (c.__module__, c.__name__)):
            results.append((c, c.__bases__))
            if c in children:
                results.append(walk(children[c], c))
        return results
    return walk(roots, None)


def unwrap(func, *, stop=None):
    """The function that decorators have wrapped, along `__wrapped__`."""
    seen = {id(func)}
    f = func
    while hasattr(f, '__wrapped__') and not isinstance(f, type) and (stop is None or not stop(f)):
        f = f.__wrapped__
        if id(f) in seen:
            raise ValueError(f'wrapper loop when unwrapping {func!r}')
        seen.add(id(f))
    return f


def get_annotations(obj, *, globals=None, locals=None, eval_str=False):
    """The annotations of a function, class or module, as they are or evaluated."""
    if isinstance(obj, type):
        found = obj.__dict__.get('__annotations__')
        names = vars(sys.modules.get(obj.__module__, sys))
    elif isinstance(obj, types.ModuleType):
        found, names = getattr(obj, '__annotations__', None), vars(obj)
    elif callable(obj):
        found, names = getattr(obj, '__annotations__', None), getattr(unwrap(obj), '__globals__', {})
    else:
        raise TypeError(f'{obj!r} is not a module, class, or callable.')
    if not found:
        return {}
    if not eval_str:
        return dict(found)
    return {name: eval(value, names if globals is None else globals, locals) if isinstance(value, str) else value
            for name, value in found.items()}


# Documentation and source

def cleandoc(doc):
    """A docstring without the indent that it has in the source."""
    lines = doc.expandtabs().split('\n')
    margins = [len(line) - len(line.lstrip()) for line in lines[1:] if line.lstrip()]
    margin = min(margins, default=0)
    lines = [lines[0].lstrip(), *[line[margin:] for line in lines[1:]]]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return '\n'.join(lines)


def getdoc(object):
    """The docstring, cleaned; that of a base class, if a class or method has none."""
    doc = getattr(object, '__doc__', None)
    if doc is None:
        if isclass(object):
            for base in object.__mro__[1:]:
                if base is not builtins_object and base.__dict__.get('__doc__') is not None:
                    doc = base.__doc__
                    break
        elif ismethod(object) or isfunction(object):
            cls = _class_of(object)
            for base in cls.__mro__ if cls is not None else ():
                doc = getattr(base.__dict__.get(object.__name__), '__doc__', None)
                if doc is not None:
                    break
    return cleandoc(doc) if isinstance(doc, str) else None


builtins_object = object


def _class_of(method):
    if ismethod(method):
        return method.__self__ if isclass(method.__self__) else type(method.__self__)
    obj = sys.modules.get(method.__module__)
    for name in method.__qualname__.split('.')[:-1]:
        obj = getattr(obj, name, None)
    return obj if isclass(obj) else None


def _code_of(object):
    if ismethod(object):
        object = object.__func__
    if isfunction(object):
        object = object.__code__
    elif istraceback(object):
        object = object.tb_frame.f_code
    elif isframe(object):
        object = object.f_code
    return object if iscode(object) else None


def getfile(object):
    """The file that an object was defined in."""
    if ismodule(object):
        if getattr(object, '__file__', None):
            return object.__file__
        raise TypeError(f'{object!r} is a built-in module')
    if isclass(object):
        module = sys.modules.get(object.__module__)
        if getattr(module, '__file__', None):
            return module.__file__
        if object.__module__ == '__main__':
            raise OSError('source code not available')
        raise TypeError(f'{object!r} is a built-in class')
    code = _code_of(object)
    if code is not None:
        return code.co_filename
    raise TypeError('module, class, method, function, traceback, frame, or code object was expected, got '
                    f'{type(object).__name__}')


def getsourcefile(object):
    """The source file that an object was defined in, or None."""
    filename = getfile(object)
    import linecache
    return filename if linecache.getlines(filename) else None


def getmodulename(path):
    """The name of the module in a file, or None."""
    name = path.rpartition('/')[2]
    return name[:-3] if name.endswith('.py') else None


def getmodule(object, _filename=None):
    """The module that an object was defined in, or None."""
    if ismodule(object):
        return object
    if hasattr(object, '__module__'):
        return sys.modules.get(object.__module__)
    try:
        filename = getfile(object)
    except (TypeError, OSError):
        return None
    for module in list(sys.modules.values()):
        if getattr(module, '__file__', None) == filename:
            return module
    return None


def _find_source(object):
    """(lines of the file, index of the object's first line)."""
    import linecache
    filename = getfile(object)
    linecache.checkcache(filename)
    lines = linecache.getlines(filename)
    if not lines:
        raise OSError('could not get source code')
    if ismodule(object):
        return lines, 0
    if isclass(object):
        return lines, _class_line(object, lines)
    if istraceback(object) or isframe(object):
        return lines, _code_of(object).co_firstlineno - 1
    first = _code_of(unwrap(object)).co_firstlineno - 1
    if first >= len(lines):
        raise OSError('lineno is out of bounds')
    return lines, first


def _class_line(cls, lines):
    """Where the class statement is, with its decorators: along the qualified name, deeper and deeper."""
    index, indent = -1, -1
    for name in cls.__qualname__.split('.'):
        if name == '<locals>':
            continue
        for i in range(index + 1, len(lines)):
            text = lines[i].lstrip()
            here = len(lines[i]) - len(text)
            word = text.replace('(', ' ').replace(':', ' ').split()
            if here > indent and word[1:2] == [name] and word[0] in ('class', 'def'):
                index, indent = i, here
                break
        else:
            raise OSError('could not find class definition')
    while index and lines[index - 1].lstrip().startswith('@') and \
            len(lines[index - 1]) - len(lines[index - 1].lstrip()) == indent:
        index -= 1
    return index


def getblock(lines):
    """The lines of the block that the first line begins, a compound or a simple statement."""
    depth = 0              # of brackets
    quote = ''             # the quotes that a string over several lines began with
    header = True          # before the colon that ends the header
    first_indent = len(lines[0]) - len(lines[0].lstrip())
    last = 0
    for n, line in enumerate(lines):
        text = line.strip()
        if not depth and not quote and n:
            indent = len(line) - len(line.lstrip())
            if text and not header:
                if indent < first_indent or indent == first_indent and not text.startswith('#'):
                    break
                if text.startswith('#') and indent <= first_indent:
                    continue
        i = 0
        while i < len(line):
            ch = line[i]
            if quote:
                if ch == '\\':
                    i += 1
                elif line.startswith(quote, i):
                    i += len(quote) - 1
                    quote = ''
            elif ch == '#':
                break
            elif ch in '"\'':
                quote = ch * 3 if line.startswith(ch * 3, i) else ch
                i += len(quote) - 1
            elif ch in '([{':
                depth += 1
            elif ch in ')]}':
                depth -= 1
            i += 1
        if len(quote) == 1:
            quote = ''
        if text:
            last = n
        if header and not depth and not quote and text and not text.startswith('@') and not text.endswith('\\'):
            if not text.startswith(('def ', 'class ', 'async ')):
                if not _continues(lines[0].strip()):
                    break
            header = False
    return lines[:last + 1]


def _continues(text):
    return text.startswith(('@', 'def ', 'class ', 'async ')) or text.endswith(':')


def getsourcelines(object):
    """(the lines of an object's source, the number of the first)."""
    object = unwrap(object)
    lines, first = _find_source(object)
    if ismodule(object):
        return lines, 0
    if (isframe(object) or istraceback(object)) and _code_of(object).co_name == '<module>':
        return lines, 0
    return getblock(lines[first:]), first + 1


def getsource(object):
    """The source of an object as one string."""
    return ''.join(getsourcelines(object)[0])


def getcomments(object):
    """The comment lines right above an object's source, or None."""
    try:
        lines, first = _find_source(object)
    except (OSError, TypeError):
        return None
    start = first
    while start > 0 and lines[start - 1].lstrip().startswith('#'):
        start -= 1
    return ''.join([line.expandtabs().lstrip() for line in lines[start:first]]) or None


# Frames

Traceback = namedtuple('Traceback', 'filename lineno function code_context index')
FrameInfo = namedtuple('FrameInfo', ('frame',) + Traceback._fields)


def currentframe():
    """The caller's frame."""
    return sys._getframe(1)


def getframeinfo(frame, context=1):
    """Where a frame or traceback is, with some lines of its source."""
    if istraceback(frame):
        lineno, frame = frame.tb_lineno, frame.tb_frame
    else:
        lineno = frame.f_lineno
    filename = frame.f_code.co_filename
    lines = index = None
    if context > 0:
        import linecache
        linecache.checkcache(filename)
        source = linecache.getlines(filename)
        if source:
            start = max(0, min(lineno - 1 - context // 2, len(source) - context))
            lines = source[start:start + context]
            index = lineno - 1 - start
    return Traceback(filename, lineno, frame.f_code.co_name, lines, index)


def getouterframes(frame, context=1):
    """A list of FrameInfo, from a frame outwards."""
    result = []
    while frame:
        result.append(FrameInfo(frame, *getframeinfo(frame, context)))
        frame = frame.f_back
    return result


def getinnerframes(tb, context=1):
    """A list of FrameInfo along a traceback."""
    result = []
    while tb:
        result.append(FrameInfo(tb.tb_frame, *getframeinfo(tb, context)))
        tb = tb.tb_next
    return result


def stack(context=1):
    """A list of FrameInfo from the caller outwards."""
    return getouterframes(sys._getframe(1), context)


def trace(context=1):
    """A list of FrameInfo of the exception being handled."""
    return getinnerframes(sys.exc_info()[2], context)


def getgeneratorstate(generator):
    """GEN_CREATED, GEN_RUNNING, GEN_SUSPENDED or GEN_CLOSED."""
    if generator.gi_running:
        return GEN_RUNNING
    if generator.gi_suspended:
        return GEN_SUSPENDED
    return GEN_CLOSED if generator.gi_frame is None else GEN_CREATED


def getgeneratorlocals(generator):
    """The local variables of a generator that has not ended."""
    frame = generator.gi_frame
    return {} if frame is None else frame.f_locals


ClosureVars = namedtuple('ClosureVars', 'nonlocals globals builtins unbound')


def getclosurevars(func):
    """The names that a function uses from outside, with their values."""
    import builtins
    if ismethod(func):
        func = func.__func__
    if not isfunction(func):
        raise TypeError(f'{func!r} is not a Python function')
    code = func.__code__
    nonlocals = {name: cell.cell_contents for name, cell in zip(code.co_freevars, func.__closure__ or ())}
    found, used, unbound = {}, {}, set()
    for name in code.co_names:
        if name in func.__globals__:
            found[name] = func.__globals__[name]
        elif hasattr(builtins, name):
            used[name] = getattr(builtins, name)
        else:
            unbound.add(name)
    return ClosureVars(nonlocals, found, used, unbound)


# Signatures

class _empty:
    """Marks the absence of a default or annotation."""


class _ParameterKind(int):
    """POSITIONAL_ONLY and so on: ordered numbers with names."""

    def __new__(cls, value, name, description):
        self = int.__new__(cls, value)
        self.name = name
        self.description = description
        return self

    def __str__(self):
        return self.name

    def __repr__(self):
        return f'<_ParameterKind.{self.name}: {int(self)}>'


_POSITIONAL_ONLY = _ParameterKind(0, 'POSITIONAL_ONLY', 'positional-only')
_POSITIONAL_OR_KEYWORD = _ParameterKind(1, 'POSITIONAL_OR_KEYWORD', 'positional or keyword')
_VAR_POSITIONAL = _ParameterKind(2, 'VAR_POSITIONAL', 'variadic positional')
_KEYWORD_ONLY = _ParameterKind(3, 'KEYWORD_ONLY', 'keyword-only')
_VAR_KEYWORD = _ParameterKind(4, 'VAR_KEYWORD', 'variadic keyword')


def formatannotation(annotation, base_module=None):
    """An annotation as signatures show it."""
    if getattr(annotation, '__module__', None) == 'typing':
        return repr(annotation).replace('typing.', '')
    if isinstance(annotation, types.GenericAlias):
        return str(annotation)
    if isinstance(annotation, type):
        if annotation.__module__ in ('builtins', base_module):
            return annotation.__qualname__
        return annotation.__module__ + '.' + annotation.__qualname__
    return repr(annotation)


class Parameter:
    """One parameter of a function."""
    __slots__ = ('_name', '_kind', '_default', '_annotation')

    POSITIONAL_ONLY = _POSITIONAL_ONLY
    POSITIONAL_OR_KEYWORD = _POSITIONAL_OR_KEYWORD
    VAR_POSITIONAL = _VAR_POSITIONAL
    KEYWORD_ONLY = _KEYWORD_ONLY
    VAR_KEYWORD = _VAR_KEYWORD
    empty = _empty

    def __init__(self, name, kind, *, default=_empty, annotation=_empty):
        if not isinstance(kind, _ParameterKind):
            raise ValueError(f'value {kind!r} is not a valid Parameter.kind')
        if default is not _empty and kind in (_VAR_POSITIONAL, _VAR_KEYWORD):
            raise ValueError(f'{kind.description} parameters cannot have default values')
        if not isinstance(name, str):
            raise TypeError(f'name must be a str, not a {type(name).__name__}')
        if not name.isidentifier():
            raise ValueError(f'{name!r} is not a valid parameter name')
        self._name = name
        self._kind = kind
        self._default = default
        self._annotation = annotation

    name = property(lambda self: self._name)
    kind = property(lambda self: self._kind)
    default = property(lambda self: self._default)
    annotation = property(lambda self: self._annotation)

    def replace(self, **changes):
        """The parameter with some parts changed."""
        return type(self)(changes.get('name', self._name), changes.get('kind', self._kind),
                          default=changes.get('default', self._default),
                          annotation=changes.get('annotation', self._annotation))

    def __str__(self):
        text = self._name
        if self._annotation is not _empty:
            text += ': ' + formatannotation(self._annotation)
        if self._default is not _empty:
            text += (' = ' if self._annotation is not _empty else '=') + repr(self._default)
        return {_VAR_POSITIONAL: '*', _VAR_KEYWORD: '**'}.get(self._kind, '') + text

    def __repr__(self):
        return f'<{self.__class__.__name__} "{self}">'

    def _key(self):
        return self._name, self._kind, self._default, self._annotation

    def __eq__(self, other):
        return self._key() == other._key() if isinstance(other, Parameter) else NotImplemented

    def __hash__(self):
        return hash(self._key())


class BoundArguments:
    """The arguments of a call, by the names of the parameters."""
    __slots__ = ('arguments', '_signature')

    def __init__(self, signature, arguments):
        self.arguments = arguments
        self._signature = signature

    signature = property(lambda self: self._signature)

    @property
    def args(self):
        args = []
        for name, param in self._signature.parameters.items():
            if param.kind in (_VAR_KEYWORD, _KEYWORD_ONLY) or name not in self.arguments:
                break
            if param.kind is _VAR_POSITIONAL:
                args.extend(self.arguments[name])
            else:
                args.append(self.arguments[name])
        return tuple(args)

    @property
    def kwargs(self):
        kwargs = {}
        by_name = False
        for name, param in self._signature.parameters.items():
            if param.kind in (_VAR_KEYWORD, _KEYWORD_ONLY) or name not in self.arguments:
                by_name = True
            if not by_name or name not in self.arguments:
                continue
            if param.kind is _VAR_KEYWORD:
                kwargs.update(self.arguments[name])
            else:
                kwargs[name] = self.arguments[name]
        return kwargs

    def apply_defaults(self):
        """Fill in the defaults of what was not given."""
        new = {}
        for name, param in self._signature.parameters.items():
            if name in self.arguments:
                new[name] = self.arguments[name]
            elif param.default is not _empty:
                new[name] = param.default
            elif param.kind is _VAR_POSITIONAL:
                new[name] = ()
            elif param.kind is _VAR_KEYWORD:
                new[name] = {}
        self.arguments = new

    def __eq__(self, other):
        if not isinstance(other, BoundArguments):
            return NotImplemented
        return self.signature == other.signature and self.arguments == other.arguments

    def __repr__(self):
        return f"<{self.__class__.__name__} ({', '.join([f'{k}={v!r}' for k, v in self.arguments.items()])})>"


class Signature:
    """The parameters of a function and the annotation of its result."""
    __slots__ = ('_return_annotation', '_parameters')

    empty = _empty

    def __init__(self, parameters=None, *, return_annotation=_empty):
        params = {}
        top, seen_default = _POSITIONAL_ONLY, False
        for param in parameters or ():
            if param.kind < top:
                raise ValueError(f'wrong parameter order: {top.description} parameter before '
                                 f'{param.kind.description} parameter')
            top = param.kind
            if param.kind in (_POSITIONAL_ONLY, _POSITIONAL_OR_KEYWORD):
                if param.default is not _empty:
                    seen_default = True
                elif seen_default:
                    raise ValueError('non-default argument follows default argument')
            if param.name in params:
                raise ValueError(f'duplicate parameter name: {param.name!r}')
            params[param.name] = param
        self._parameters = types.MappingProxyType(OrderedDict(params))
        self._return_annotation = return_annotation

    @classmethod
    def from_callable(cls, obj, *, follow_wrapped=True, globals=None, locals=None, eval_str=False):
        """The signature of anything that can be called."""
        return _signature(obj, cls, follow_wrapped, eval_str)

    parameters = property(lambda self: self._parameters)
    return_annotation = property(lambda self: self._return_annotation)

    def replace(self, *, parameters=_missing, return_annotation=_missing):
        """The signature with some parts changed."""
        return type(self)(self._parameters.values() if parameters is _missing else parameters,
                          return_annotation=self._return_annotation if return_annotation is _missing
                          else return_annotation)

    def __eq__(self, other):
        if not isinstance(other, Signature):
            return NotImplemented
        return (list(self._parameters.values()) == list(other._parameters.values())
                and self._return_annotation == other._return_annotation)

    def __hash__(self):
        return hash((tuple(self._parameters.values()), self._return_annotation))

    def bind(self, /, *args, **kwargs):
        """The arguments of a call by name; a call that does not fit is a TypeError."""
        return self._bind(args, kwargs, False)

    def bind_partial(self, /, *args, **kwargs):
        """Like bind(), but arguments may be missing."""
        return self._bind(args, kwargs, True)

    def _bind(self, args, kwargs, partial):
        arguments = {}
        args = list(args)
        var_keyword = None
        for param in self._parameters.values():
            name, kind = param.name, param.kind
            if kind is _VAR_POSITIONAL:
                if args:
                    arguments[name] = tuple(args)
                    args = []
            elif kind is _VAR_KEYWORD:
                var_keyword = param
            elif args and kind is not _KEYWORD_ONLY:
                if name in kwargs and kind is not _POSITIONAL_ONLY:
                    raise TypeError(f'multiple values for argument {name!r}')
                arguments[name] = args.pop(0)
            elif name in kwargs:
                if kind is _POSITIONAL_ONLY:
                    if not any(p.kind is _VAR_KEYWORD for p in self._parameters.values()):
                        raise TypeError(f'{name!r} parameter is positional only, but was passed as a keyword')
                else:
                    arguments[name] = kwargs.pop(name)
            elif not partial and param.default is _empty:
                raise TypeError(f'missing a required argument: {name!r}')
        if args:
            raise TypeError('too many positional arguments')
        if kwargs:
            if var_keyword is None:
                raise TypeError(f'got an unexpected keyword argument {next(iter(kwargs))!r}')
            arguments[var_keyword.name] = kwargs
        return BoundArguments(self, arguments)

    def __str__(self):
        parts = []
        pos_only = star = False
        for param in self._parameters.values():
            if param.kind is _POSITIONAL_ONLY:
                pos_only = True
            elif pos_only:
                parts.append('/')
                pos_only = False
            if param.kind is _VAR_POSITIONAL:
                star = True
            elif param.kind is _KEYWORD_ONLY and not star:
                parts.append('*')
                star = True
            parts.append(str(param))
        if pos_only:
            parts.append('/')
        text = f"({', '.join(parts)})"
        if self._return_annotation is not _empty:
            text += f' -> {formatannotation(self._return_annotation)}'
        return text

    def __repr__(self):
        return f'<{self.__class__.__name__} {self}>'


def signature(obj, *, follow_wrapped=True, globals=None, locals=None, eval_str=False):
    """The signature of anything that can be called."""
    return Signature.from_callable(obj, follow_wrapped=follow_wrapped, eval_str=eval_str)


def _function_signature(func, cls, eval_str):
    code = func.__code__
    count, kw_count = code.co_argcount, code.co_kwonlyargcount
    names = code.co_varnames
    defaults = func.__defaults__ or ()
    kwdefaults = func.__kwdefaults__ or {}
    annotations = get_annotations(func, eval_str=eval_str)
    params = []

    def add(name, kind, default=_empty):
        params.append(Parameter(name if name.isidentifier() else f'implicit{name[1:]}', kind, default=default,
                                annotation=annotations.get(name, _empty)))

    first_default = count - len(defaults)
    for i, name in enumerate(names[:count]):
        kind = _POSITIONAL_ONLY if i < code.co_posonlyargcount else _POSITIONAL_OR_KEYWORD
        add(name, kind, defaults[i - first_default] if i >= first_default else _empty)
    index = count + kw_count
    if code.co_flags & CO_VARARGS:
        add(names[index], _VAR_POSITIONAL)
        index += 1
    for name in names[count:count + kw_count]:
        add(name, _KEYWORD_ONLY, kwdefaults.get(name, _empty))
    if code.co_flags & CO_VARKEYWORDS:
        add(names[index], _VAR_KEYWORD)
    return cls(params, return_annotation=annotations.get('return', _empty))


def _text_signature(obj, cls, text):
    """The signature in a native's `__text_signature__`: a parameter list, where $ marks self."""
    # Defaults may name what the native's module has, or modules.
    scope = {**sys.modules, **vars(sys.modules.get(getattr(obj, '__module__', None), builtins))}
    is_bound = getattr(obj, '__self__', None) is not None and not ismodule(obj.__self__)
    text = text.replace('$', '')
    try:
        exec(f'def f{text}: pass', scope)
    except Exception:
        raise ValueError(f'no signature found for builtin {obj!r}') from None
    sig = _function_signature(scope['f'], cls, False)
    params = list(sig.parameters.values())
    if params and params[0].name in ('self', 'type', 'module') and (is_bound or params[0].name == 'module'
                                                                    or isclass(obj)):
        params.pop(0)
    return sig.replace(parameters=params)


def _without_first(sig):
    """The signature of a bound method."""
    params = list(sig.parameters.values())
    if not params or params[0].kind in (_VAR_KEYWORD, _KEYWORD_ONLY):
        raise ValueError('invalid method signature')
    if params[0].kind is not _VAR_POSITIONAL:
        params.pop(0)
    return sig.replace(parameters=params)


def _partial_signature(obj, cls, follow_wrapped, eval_str):
    sig = _signature(obj.func, cls, follow_wrapped, eval_str)
    try:
        bound = sig.bind_partial(*obj.args, **obj.keywords)
    except TypeError as exc:
        raise ValueError(f'partial object {obj!r} has incorrect arguments') from exc
    params = []
    by_name = False
    for name, param in sig.parameters.items():
        if name in obj.keywords and param.kind is not _POSITIONAL_ONLY:
            by_name = True
            params.append(param.replace(default=obj.keywords[name], kind=_KEYWORD_ONLY))
        elif name in bound.arguments and param.kind in (_POSITIONAL_ONLY, _POSITIONAL_OR_KEYWORD):
            continue
        elif by_name and param.kind is _POSITIONAL_OR_KEYWORD:
            params.append(param.replace(kind=_KEYWORD_ONLY))
        elif not (by_name and param.kind is _VAR_POSITIONAL):
            params.append(param)
    return sig.replace(parameters=params)


def _signature(obj, cls, follow_wrapped=True, eval_str=False):
    if not callable(obj):
        raise TypeError(f'{obj!r} is not a callable object')
    if isinstance(obj, types.MethodType):
        return _without_first(_signature(obj.__func__, cls, follow_wrapped, eval_str))
    if follow_wrapped and hasattr(obj, '__wrapped__') and not isclass(obj):
        obj = unwrap(obj, stop=lambda f: hasattr(f, '__signature__') or isinstance(f, types.MethodType))
        if isinstance(obj, types.MethodType):
            return _signature(obj, cls, follow_wrapped, eval_str)
    sig = getattr(obj, '__signature__', None)
    if sig is not None:
        if not isinstance(sig, Signature):
            raise TypeError(f'unexpected object {sig!r} in __signature__ attribute')
        return sig
    if isfunction(obj):
        return _function_signature(obj, cls, eval_str)
    if type(obj).__name__ == 'partial' and hasattr(obj, 'keywords'):
        return _partial_signature(obj, cls, follow_wrapped, eval_str)
    if isclass(obj):
        return _class_signature(obj, cls, follow_wrapped, eval_str)
    text = getattr(obj, '__text_signature__', None)
    if text:
        return _text_signature(obj, cls, text)
    if isroutine(obj):
        raise ValueError(f'no signature found for builtin {obj!r}')
    call = getattr(type(obj), '__call__', None)
    if call is not None and isfunction(call):
        return _without_first(_signature(call, cls, follow_wrapped, eval_str))
    raise ValueError(f'callable {obj!r} is not supported by signature')


def _class_signature(obj, cls, follow_wrapped, eval_str):
    call = getattr(type(obj), '__call__', None)
    if isfunction(call) and type(obj).__module__ not in ('enum', 'abc', 'typing'):
        return _without_first(_signature(call, cls, follow_wrapped, eval_str))
    for base in obj.__mro__:
        for name in ('__new__', '__init__'):
            method = base.__dict__.get(name)
            if isinstance(method, staticmethod):
                method = method.__func__
            if isfunction(method) or hasattr(method, '__wrapped__') or type(method).__name__ == 'partialmethod':
                return _without_first(_signature(method, cls, follow_wrapped, eval_str))
    for base in obj.__mro__[:-1]:
        text = base.__dict__.get('__text_signature__') or getattr(base, '__text_signature__', None)
        if text:
            return _text_signature(obj, cls, text)
    if type not in obj.__mro__:
        if obj.__init__ is builtins_object.__init__ and obj.__new__ is builtins_object.__new__:
            return cls()
        raise ValueError(f'no signature found for builtin type {obj!r}')
    raise ValueError(f'no signature found for {obj!r}')


FullArgSpec = namedtuple('FullArgSpec', 'args, varargs, varkw, defaults, kwonlyargs, kwonlydefaults, annotations')


def getfullargspec(func):
    """The parameters of a function as a named tuple, in the older way."""
    if isinstance(func, types.MethodType):
        func = func.__func__
    try:
        sig = _function_signature(func, Signature, False) if isfunction(func) else signature(func)
    except Exception as exc:
        raise TypeError('unsupported callable') from exc
    args, kwonly, defaults, kwdefaults, annotations = [], [], [], {}, {}
    varargs = varkw = None
    if sig.return_annotation is not _empty:
        annotations['return'] = sig.return_annotation
    for name, param in sig.parameters.items():
        if param.kind in (_POSITIONAL_ONLY, _POSITIONAL_OR_KEYWORD):
            args.append(name)
            if param.default is not _empty:
                defaults.append(param.default)
        elif param.kind is _VAR_POSITIONAL:
            varargs = name
        elif param.kind is _KEYWORD_ONLY:
            kwonly.append(name)
            if param.default is not _empty:
                kwdefaults[name] = param.default
        else:
            varkw = name
        if param.annotation is not _empty:
            annotations[name] = param.annotation
    return FullArgSpec(args, varargs, varkw, tuple(defaults) or None, kwonly, kwdefaults or None, annotations)


def getcallargs(func, /, *positional, **named):
    """What each parameter would get in a call."""
    bound = signature(func).bind(*positional, **named)
    bound.apply_defaults()
    arguments = dict(bound.arguments)
    if ismethod(func):
        arguments = {func.__code__.co_varnames[0]: func.__self__, **arguments}
    return arguments
