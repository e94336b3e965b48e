"""Pretty-printing: reprs laid out over several lines where one line is too narrow.

`_format` writes the plain repr if it fits into what is left of the line; otherwise a method for the
type writes the pieces, each by `_format` again, with more indent.
"""

import sys
from collections import OrderedDict, Counter, defaultdict, deque

__all__ = ['pprint', 'pformat', 'isreadable', 'isrecursive', 'saferepr', 'PrettyPrinter', 'pp']


def pprint(object, stream=None, indent=1, width=80, depth=None, *, compact=False, sort_dicts=True,
           underscore_numbers=False):
    """Pretty-print an object, by default to standard output."""
    PrettyPrinter(stream=stream, indent=indent, width=width, depth=depth, compact=compact, sort_dicts=sort_dicts,
                  underscore_numbers=underscore_numbers).pprint(object)


def pformat(object, indent=1, width=80, depth=None, *, compact=False, sort_dicts=True, underscore_numbers=False):
    """The pretty-printed object as a string."""
    return PrettyPrinter(indent=indent, width=width, depth=depth, compact=compact, sort_dicts=sort_dicts,
                         underscore_numbers=underscore_numbers).pformat(object)


def pp(object, *args, sort_dicts=False, **kwargs):
    """pprint() without sorting dicts."""
    pprint(object, *args, sort_dicts=sort_dicts, **kwargs)


def saferepr(object):
    """A repr that copes with objects that contain themselves."""
    return PrettyPrinter()._safe_repr(object, {}, None, 0)[0]


def isreadable(object):
    """Whether the repr could be read back by eval()."""
    return PrettyPrinter()._safe_repr(object, {}, None, 0)[1]


def isrecursive(object):
    """Whether the object contains itself."""
    return PrettyPrinter()._safe_repr(object, {}, None, 0)[2]


class _safe_key:
    """Makes things comparable that are not: by type and id."""
    __slots__ = ['obj']

    def __init__(self, obj):
        self.obj = obj

    def __lt__(self, other):
        try:
            return self.obj < other.obj
        except TypeError:
            return (str(type(self.obj)), id(self.obj)) < (str(type(other.obj)), id(other.obj))


def _safe_pair(pair):
    return _safe_key(pair[0]), _safe_key(pair[1])


def _recursion(object):
    return f'<Recursion on {type(object).__name__} with id={id(object)}>'


class PrettyPrinter:
    def __init__(self, indent=1, width=80, depth=None, stream=None, *, compact=False, sort_dicts=True,
                 underscore_numbers=False):
        indent, width = int(indent), int(width)
        if indent < 0:
            raise ValueError('indent must be >= 0')
        if depth is not None and depth <= 0:
            raise ValueError('depth must be > 0')
        if not width:
            raise ValueError('width must be != 0')
        self._depth = depth
        self._indent_per_level = indent
        self._width = width
        self._stream = sys.stdout if stream is None else stream
        self._compact = bool(compact)
        self._sort_dicts = sort_dicts
        self._underscore_numbers = underscore_numbers

    def pprint(self, object):
        if self._stream is not None:
            self._stream.write(self.pformat(object) + '\n')

    def pformat(self, object):
        out = []
        self._format(object, out, 0, 0, {}, 0)
        return ''.join(out)

    def isrecursive(self, object):
        return self.format(object, {}, 0, 0)[2]

    def isreadable(self, object):
        text, readable, recursive = self.format(object, {}, 0, 0)
        return readable and not recursive

    def format(self, object, context, maxlevels, level):
        """(repr, is it readable, is it recursive); a subclass may override this."""
        return self._safe_repr(object, context, maxlevels, level)

    def _repr(self, object, context, level):
        return self.format(object, context.copy(), self._depth, level)[0]

    def _format(self, object, out, indent, allowance, context, level):
        """Append the pieces of `object`'s layout to `out`; `allowance` is what has to follow on the last line."""
        if id(object) in context:
            out.append(_recursion(object))
            return
        text = self._repr(object, context, level)
        if len(text) > self._width - indent - allowance:
            printer = _printer_for(object)
            if printer is not None or _is_plain_dataclass(object):
                context[id(object)] = 1
                (printer or PrettyPrinter._pprint_dataclass)(self, object, out, indent, allowance, context, level + 1)
                del context[id(object)]
                return
        out.append(text)

    # Layouts

    def _pprint_dict(self, object, out, indent, allowance, context, level):
        out.append('{')
        if self._indent_per_level > 1:
            out.append((self._indent_per_level - 1) * ' ')
        if object:
            items = sorted(object.items(), key=_safe_pair) if self._sort_dicts else object.items()
            self._format_dict_items(items, out, indent, allowance + 1, context, level)
        out.append('}')

    def _pprint_ordered_dict(self, object, out, indent, allowance, context, level):
        if not object:
            out.append(repr(object))
            return
        name = object.__class__.__name__
        out.append(name + '(')
        self._format(list(object.items()), out, indent + len(name) + 1, allowance + 1, context, level)
        out.append(')')

    def _pprint_list(self, object, out, indent, allowance, context, level):
        out.append('[')
        self._format_items(object, out, indent, allowance + 1, context, level)
        out.append(']')

    def _pprint_tuple(self, object, out, indent, allowance, context, level):
        out.append('(')
        end = ',)' if len(object) == 1 else ')'
        self._format_items(object, out, indent, allowance + len(end), context, level)
        out.append(end)

    def _pprint_set(self, object, out, indent, allowance, context, level):
        if not object:
            out.append(repr(object))
            return
        name = object.__class__.__name__
        if name == 'set':
            out.append('{')
            end = '}'
        else:
            out.append(name + '({')
            end = '})'
            indent += len(name) + 1
        self._format_items(sorted(object, key=_safe_key), out, indent, allowance + len(end), context, level)
        out.append(end)

    def _pprint_str(self, object, out, indent, allowance, context, level):
        if not object:
            out.append(repr(object))
            return
        chunks = []
        lines = object.splitlines(True)
        if level == 1:
            indent += 1
            allowance += 1
        max_width1 = max_width = self._width - indent
        rep = ''
        for i, line in enumerate(lines):
            rep = repr(line)
            if i == len(lines) - 1:
                max_width1 -= allowance
            if len(rep) <= max_width1:
                chunks.append(rep)
                continue
            # The line is cut behind runs of whitespace.
            parts = _words(line)
            max_width2 = max_width
            current = ''
            for j, part in enumerate(parts):
                candidate = current + part
                if j == len(parts) - 1 and i == len(lines) - 1:
                    max_width2 -= allowance
                if len(repr(candidate)) > max_width2:
                    if current:
                        chunks.append(repr(current))
                    current = part
                else:
                    current = candidate
            if current:
                chunks.append(repr(current))
        if len(chunks) == 1:
            out.append(rep)
            return
        text = ('\n' + ' ' * indent).join(chunks)
        out.append(f'({text})' if level == 1 else text)

    def _pprint_bytes(self, object, out, indent, allowance, context, level):
        if len(object) <= 4:
            out.append(repr(object))
            return
        parens = level == 1
        if parens:
            indent += 1
            allowance += 1
            out.append('(')
        delim = ''
        for rep in _wrap_bytes(object, self._width - indent, allowance):
            out.append(delim + rep)
            delim = '\n' + ' ' * indent
        if parens:
            out.append(')')

    def _pprint_bytearray(self, object, out, indent, allowance, context, level):
        out.append('bytearray(')
        self._pprint_bytes(bytes(object), out, indent + 10, allowance + 1, context, level + 1)
        out.append(')')

    def _pprint_mappingproxy(self, object, out, indent, allowance, context, level):
        out.append('mappingproxy(')
        self._format(object.copy(), out, indent + 13, allowance + 1, context, level)
        out.append(')')

    def _pprint_simplenamespace(self, object, out, indent, allowance, context, level):
        name = 'namespace' if type(object).__name__ == 'SimpleNamespace' else type(object).__name__
        self._format_call(name, list(object.__dict__.items()), out, indent, allowance, context, level)

    def _pprint_dataclass(self, object, out, indent, allowance, context, level):
        items = [(f.name, getattr(object, f.name)) for f in object.__dataclass_fields__.values()
                 if f.repr and repr(f._field_type) == '_FIELD']
        self._format_call(object.__class__.__name__, items, out, indent, allowance, context, level)

    def _format_call(self, name, items, out, indent, allowance, context, level):
        indent += len(name) + 1
        out.append(name + '(')
        self._format_namespace_items(items, out, indent, allowance, context, level)
        out.append(')')

    def _pprint_default_dict(self, object, out, indent, allowance, context, level):
        if not object:
            out.append(repr(object))
            return
        factory = self._repr(object.default_factory, context, level)
        name = object.__class__.__name__
        indent += len(name) + 1
        out.append(f"{name}({factory},\n{' ' * indent}")
        self._pprint_dict(object, out, indent, allowance + 1, context, level)
        out.append(')')

    def _pprint_counter(self, object, out, indent, allowance, context, level):
        if not object:
            out.append(repr(object))
            return
        name = object.__class__.__name__
        out.append(name + '({')
        if self._indent_per_level > 1:
            out.append((self._indent_per_level - 1) * ' ')
        self._format_dict_items(object.most_common(), out, indent + len(name) + 1, allowance + 2, context, level)
        out.append('})')

    def _pprint_chain_map(self, object, out, indent, allowance, context, level):
        if not object.maps:
            out.append(repr(object))
            return
        name = object.__class__.__name__
        out.append(name + '(')
        indent += len(name) + 1
        for i, mapping in enumerate(object.maps):
            last = i == len(object.maps) - 1
            self._format(mapping, out, indent, allowance + 1 if last else 1, context, level)
            out.append(')' if last else ',\n' + ' ' * indent)

    def _pprint_deque(self, object, out, indent, allowance, context, level):
        if not object:
            out.append(repr(object))
            return
        name = object.__class__.__name__
        out.append(name + '(')
        indent += len(name) + 1
        out.append('[')
        if object.maxlen is None:
            self._format_items(object, out, indent, allowance + 2, context, level)
            out.append('])')
        else:
            self._format_items(object, out, indent, 2, context, level)
            maxlen = self._repr(object.maxlen, context, level)
            out.append(f"],\n{' ' * indent}maxlen={maxlen})")

    def _pprint_user(self, object, out, indent, allowance, context, level):
        self._format(object.data, out, indent, allowance, context, level - 1)

    # Parts of layouts

    def _format_dict_items(self, items, out, indent, allowance, context, level):
        indent += self._indent_per_level
        items = list(items)
        for i, (key, value) in enumerate(items):
            last = i == len(items) - 1
            rep = self._repr(key, context, level)
            out.append(rep + ': ')
            self._format(value, out, indent + len(rep) + 2, allowance if last else 1, context, level)
            if not last:
                out.append(',\n' + ' ' * indent)

    def _format_namespace_items(self, items, out, indent, allowance, context, level):
        for i, (key, value) in enumerate(items):
            last = i == len(items) - 1
            out.append(key + '=')
            if id(value) in context:
                out.append('...')
            else:
                self._format(value, out, indent + len(key) + 1, allowance if last else 1, context, level)
            if not last:
                out.append(',\n' + ' ' * indent)

    def _format_items(self, items, out, indent, allowance, context, level):
        indent += self._indent_per_level
        if self._indent_per_level > 1:
            out.append((self._indent_per_level - 1) * ' ')
        newline = ',\n' + ' ' * indent
        delim = ''
        width = max_width = self._width - indent + 1
        items = list(items)
        for i, item in enumerate(items):
            last = i == len(items) - 1
            if last:
                max_width -= allowance
                width -= allowance
            if self._compact:
                rep = self._repr(item, context, level)
                w = len(rep) + 2
                if width < w:
                    width = max_width
                    if delim:
                        delim = newline
                if width >= w:
                    width -= w
                    out.append(delim)
                    delim = ', '
                    out.append(rep)
                    continue
            out.append(delim)
            delim = newline
            self._format(item, out, indent, allowance if last else 1, context, level)

    # Reprs on one line

    def _safe_repr(self, object, context, maxlevels, level):
        """(repr, is it readable, is it recursive)."""
        typ = type(object)
        if typ in (str, float, complex, bool, type(None), bytes, bytearray):
            return repr(object), True, False
        if isinstance(object, int) and typ.__repr__ == int.__repr__:
            return f'{object:_d}' if self._underscore_numbers else repr(object), True, False
        if isinstance(object, dict) and typ.__repr__ == dict.__repr__:
            if not object:
                return '{}', True, False
            begin, end = '{', '}'
        elif isinstance(object, list) and typ.__repr__ == list.__repr__:
            if not object:
                return '[]', True, False
            begin, end = '[', ']'
        elif isinstance(object, tuple) and typ.__repr__ == tuple.__repr__:
            if not object:
                return '()', True, False
            begin, end = '(', ',)' if len(object) == 1 else ')'
        else:
            rep = repr(object)
            return rep, bool(rep) and not rep.startswith('<'), False
        if maxlevels and level >= maxlevels:
            return f'{begin}...{end}', False, id(object) in context
        if id(object) in context:
            return _recursion(object), False, True
        context[id(object)] = 1
        readable, recursive = True, False
        parts = []
        if begin == '{':
            pairs = object.items()
            for pair in sorted(pairs, key=_safe_pair) if self._sort_dicts else pairs:
                texts = []
                for item in pair:
                    text, item_readable, item_recursive = self.format(item, context, maxlevels, level + 1)
                    texts.append(text)
                    readable = readable and item_readable
                    recursive = recursive or item_recursive
                parts.append(': '.join(texts))
        else:
            for item in object:
                text, item_readable, item_recursive = self.format(item, context, maxlevels, level + 1)
                parts.append(text)
                readable = readable and item_readable
                recursive = recursive or item_recursive
        del context[id(object)]
        return f"{begin}{', '.join(parts)}{end}", readable, recursive


def _words(line):
    """The line in parts, each a word with the whitespace behind it."""
    parts, i = [], 0
    while i < len(line):
        start = i
        while i < len(line) and not line[i].isspace():
            i += 1
        while i < len(line) and line[i].isspace():
            i += 1
        parts.append(line[start:i])
    return parts


def _wrap_bytes(object, width, allowance):
    current = b''
    last = len(object) // 4 * 4
    for i in range(0, len(object), 4):
        part = object[i:i + 4]
        candidate = current + part
        if i == last:
            width -= allowance
        if len(repr(candidate)) > width:
            if current:
                yield repr(current)
            current = part
        else:
            current = candidate
    if current:
        yield repr(current)


def _is_plain_dataclass(object):
    """A dataclass instance with the __repr__ that dataclass() wrote, which always has `_enter` at hand."""
    cls = type(object)
    if not hasattr(cls, '__dataclass_fields__') or not cls.__dataclass_params__.repr:
        return False
    code = getattr(cls.__repr__, '__code__', None)
    return (code is not None and code.co_filename == '<string>'
            or getattr(cls.__repr__, '__wrapped__', None) is not None)


_PRINTERS = [(OrderedDict, PrettyPrinter._pprint_ordered_dict), (Counter, PrettyPrinter._pprint_counter),
             (defaultdict, PrettyPrinter._pprint_default_dict), (dict, PrettyPrinter._pprint_dict),
             (list, PrettyPrinter._pprint_list), (tuple, PrettyPrinter._pprint_tuple),
             (set, PrettyPrinter._pprint_set), (frozenset, PrettyPrinter._pprint_set),
             (str, PrettyPrinter._pprint_str), (bytes, PrettyPrinter._pprint_bytes),
             (bytearray, PrettyPrinter._pprint_bytearray), (deque, PrettyPrinter._pprint_deque),
             (type(type.__dict__), PrettyPrinter._pprint_mappingproxy),
             (type(sys.implementation), PrettyPrinter._pprint_simplenamespace)]


def _printer_for(object):
    """The layout for the object's type, if it has not got a __repr__ of its own."""
    cls = type(object)
    for base, printer in _PRINTERS:
        if isinstance(object, base):
            return printer if cls.__repr__ == base.__repr__ else None
    wrappers = sys.modules.get('collections._wrappers')
    if wrappers is not None:
        if isinstance(object, wrappers.ChainMap) and cls.__repr__ is wrappers.ChainMap.__repr__:
            return PrettyPrinter._pprint_chain_map
        for base in (wrappers.UserDict, wrappers.UserList, wrappers.UserString):
            if isinstance(object, base) and cls.__repr__ is base.__repr__:
                return PrettyPrinter._pprint_user
    return None
