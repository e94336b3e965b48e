"""Warnings: messages about doubtful code, which filters turn into output, silence or exceptions.

A filter is (action, message, category, module, lineno); the first that fits decides.  Message and
module are compared from their beginning, without regular expressions.  What was shown already is
noted in the module's `__warningregistry__`.
"""

import sys

__all__ = ['warn', 'warn_explicit', 'showwarning', 'formatwarning', 'filterwarnings', 'simplefilter',
           'resetwarnings', 'catch_warnings']

filters = []
_ACTIONS = ('error', 'ignore', 'always', 'default', 'module', 'once')
_default_action = 'default'
_once_registry = {}
_filters_version = 1


class WarningMessage:
    """One warning, as showwarning() gets it and catch_warnings(record=True) keeps it."""

    def __init__(self, message, category, filename, lineno, file=None, line=None, source=None):
        self.message = message
        self.category = category
        self.filename = filename
        self.lineno = lineno
        self.file = file
        self.line = line
        self.source = source
        self._category_name = category.__name__ if category else None

    def __str__(self):
        return (f'{{message : {self.message!r}, category : {self._category_name!r}, filename : {self.filename!r}, '
                f'lineno : {self.lineno}, line : {self.line!r}}}')


# Output

def formatwarning(message, category, filename, lineno, line=None):
    """The text of a warning, with the source line if it can be found."""
    text = f'{filename}:{lineno}: {category.__name__}: {message}\n'
    if line is None:
        try:
            import linecache
            line = linecache.getline(filename, lineno)
        except Exception:
            line = None
    if line:
        text += f'  {line.strip()}\n'
    return text


def showwarning(message, category, filename, lineno, file=None, line=None):
    """Write a warning to a file, by default standard error."""
    file = file or sys.stderr
    if file is not None:
        try:
            file.write(formatwarning(message, category, filename, lineno, line))
        except OSError:
            pass


def _showwarnmsg(msg):
    """Where warnings go; catch_warnings(record=True) replaces this."""
    showwarning(msg.message, msg.category, msg.filename, msg.lineno, msg.file, msg.line)


# Filters

def _fits(pattern, text):
    """Whether a filter's text, which may end in '.*', begins `text`."""
    return text.lower().startswith(pattern.removesuffix('.*').replace('\\', '').lower())


def filterwarnings(action, message='', category=Warning, module='', lineno=0, append=False):
    """Add a filter in front of the others, or behind them."""
    assert action in _ACTIONS, f'invalid action: {action!r}'
    assert isinstance(message, str), 'message must be a string'
    assert isinstance(category, type), 'category must be a class'
    assert issubclass(category, Warning), 'category must be a Warning subclass'
    assert isinstance(module, str), 'module must be a string'
    assert isinstance(lineno, int) and lineno >= 0, 'lineno must be an int >= 0'
    _add_filter((action, message or None, category, module or None, lineno), append)


def simplefilter(action, category=Warning, lineno=0, append=False):
    """Add a filter for all messages of a category."""
    assert action in _ACTIONS, f'invalid action: {action!r}'
    assert isinstance(lineno, int) and lineno >= 0, 'lineno must be an int >= 0'
    _add_filter((action, None, category, None, lineno), append)


def _add_filter(item, append):
    if append:
        if item not in filters:
            filters.append(item)
    else:
        if item in filters:
            filters.remove(item)
        filters.insert(0, item)
    _filters_mutated()


def resetwarnings():
    """Remove all filters."""
    filters[:] = []
    _filters_mutated()


def _filters_mutated():
    global _filters_version
    _filters_version += 1


class _OptionError(Exception):
    """A -W option that makes no sense."""


def _processoptions(args):
    for arg in args:
        try:
            _setoption(arg)
        except _OptionError as msg:
            print('Invalid -W option ignored:', msg, file=sys.stderr)


def _setoption(arg):
    """Add the filter of a -W option: action:message:category:module:lineno."""
    parts = arg.split(':')
    if len(parts) > 5:
        raise _OptionError(f'too many fields (max 5): {arg!r}')
    action, message, category, module, lineno = [part.strip() for part in parts + [''] * (5 - len(parts))]
    found = [name for name in ('default', 'always', 'ignore', 'module', 'once', 'error')
             if name.startswith('always' if action == 'all' else action)]
    if not found:
        raise _OptionError(f'invalid action: {action!r}')
    import builtins
    category = getattr(builtins, category, None) if category else Warning
    if not (isinstance(category, type) and issubclass(category, Warning)):
        raise _OptionError(f'unknown warning category: {parts[2]!r}')
    if lineno and not lineno.isdigit():
        raise _OptionError(f'invalid lineno {lineno!r}')
    filterwarnings(found[0], message, category, module, int(lineno or 0))


# Issuing

def warn(message, category=None, stacklevel=1, source=None):
    """Issue a warning about the caller, or its `stacklevel`-th caller."""
    if isinstance(message, Warning):
        category = message.__class__
    if category is None:
        category = UserWarning
    if not (isinstance(category, type) and issubclass(category, Warning)):
        raise TypeError(f"category must be a Warning subclass, not '{type(category).__name__}'")
    try:
        frame = sys._getframe(max(stacklevel, 1))
    except ValueError:
        names, filename, lineno = sys.__dict__, 'sys', 1
    else:
        names, filename, lineno = frame.f_globals, frame.f_code.co_filename, frame.f_lineno
    registry = names.setdefault('__warningregistry__', {})
    warn_explicit(message, category, filename, lineno, names.get('__name__', '<string>'), registry, names, source)


def warn_explicit(message, category, filename, lineno, module=None, registry=None, module_globals=None, source=None):
    """Issue a warning about a given place."""
    lineno = int(lineno)
    if module is None:
        module = filename.removesuffix('.py') or '<unknown>'
    if registry is None:
        registry = {}
    if registry.get('version', 0) != _filters_version:
        registry.clear()
        registry['version'] = _filters_version
    if isinstance(message, Warning):
        text = str(message)
        category = message.__class__
    else:
        text = message
        message = category(message)
    key = (text, category, lineno)
    if registry.get(key):
        return

    action = _default_action
    for what, msg, cat, mod, line in filters:
        if ((msg is None or _fits(msg, text)) and issubclass(category, cat)
                and (mod is None or mod == module or mod != '__main__' and _fits(mod, module))
                and line in (0, lineno)):
            action = what
            break
    if action == 'ignore':
        return
    if action == 'error':
        raise message
    if action == 'once':
        registry[key] = 1
        oncekey = (text, category)
        if _once_registry.get(oncekey):
            return
        _once_registry[oncekey] = 1
    elif action == 'module':
        registry[key] = 1
        altkey = (text, category, 0)
        if registry.get(altkey):
            return
        registry[altkey] = 1
    elif action == 'default':
        registry[key] = 1
    elif action != 'always':
        raise RuntimeError(f'Unrecognized action ({action!r}) in warnings.filters:\n {action}')
    _showwarnmsg(WarningMessage(message, category, filename, lineno, source=source))


class catch_warnings:
    """Restores filters and showwarning() at the end of the block; may record warnings meanwhile."""

    def __init__(self, *, record=False, module=None, action=None, category=Warning, lineno=0, append=False):
        self._record = record
        self._module = sys.modules['warnings'] if module is None else module
        self._entered = False
        self._filter = None if action is None else (action, category, lineno, append)

    def __repr__(self):
        args = []
        if self._record:
            args.append('record=True')
        if self._module is not sys.modules['warnings']:
            args.append(f'module={self._module!r}')
        return f"{type(self).__name__}({', '.join(args)})"

    def __enter__(self):
        if self._entered:
            raise RuntimeError(f'Cannot enter {self!r} twice')
        self._entered = True
        module = self._module
        self._saved = module.filters, module.showwarning, module._showwarnmsg
        module.filters = module.filters[:]
        module._filters_mutated()
        if self._filter is not None:
            simplefilter(*self._filter)
        if self._record:
            log = []
            module._showwarnmsg = log.append
            module.showwarning = _showwarning_orig
            return log

    def __exit__(self, *exc_info):
        if not self._entered:
            raise RuntimeError(f'Cannot exit {self!r} without entering first')
        self._module.filters, self._module.showwarning, self._module._showwarnmsg = self._saved
        self._module._filters_mutated()


_showwarning_orig = showwarning

simplefilter('ignore', ResourceWarning, append=True)
simplefilter('ignore', ImportWarning)
simplefilter('ignore', PendingDeprecationWarning)
simplefilter('ignore', DeprecationWarning)
filterwarnings('default', category=DeprecationWarning, module='__main__')
_processoptions(getattr(sys, 'warnoptions', ()))
