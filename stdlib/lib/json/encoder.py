"""Writing JSON.

encode() walks the object once and collects pieces of text in a list.  A string without anything to
escape, the common case, is recognised by a few str methods and copied.
"""

_ESCAPES = {'\\': '\\\\', '"': '\\"', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t'}
for _code in range(32):
    _ESCAPES.setdefault(chr(_code), f'\\u{_code:04x}')
_TABLE = {ord(ch): escape for ch, escape in _ESCAPES.items()}
_ASCII_TABLE = {**_TABLE, 127: '\\u007f'}
del _code

INFINITY = float('inf')


def encode_basestring(s):
    """A JSON string that keeps characters beyond ASCII."""
    return f'"{s.translate(_TABLE)}"'


def _escape(ch):
    n = ord(ch)
    if n < 127:
        return _ESCAPES.get(ch, ch)
    if n < 0x10000:
        return f'\\u{n:04x}'
    n -= 0x10000                         # a surrogate pair
    return f'\\u{0xd800 | n >> 10:04x}\\u{0xdc00 | n & 0x3ff:04x}'


def encode_basestring_ascii(s):
    """A JSON string with everything beyond ASCII escaped."""
    if s.isascii():
        if s.isprintable() and '"' not in s and '\\' not in s:
            return f'"{s}"'
        return f'"{s.translate(_ASCII_TABLE)}"'
    return f"\"{''.join(map(_escape, s))}\""


class JSONEncoder:
    """Turns objects into JSON; override default() for types of your own."""

    item_separator = ', '
    key_separator = ': '

    def __init__(self, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, sort_keys=False,
                 indent=None, separators=None, default=None):
        self.skipkeys = skipkeys
        self.ensure_ascii = ensure_ascii
        self.check_circular = check_circular
        self.allow_nan = allow_nan
        self.sort_keys = sort_keys
        self.indent = indent
        if separators is not None:
            self.item_separator, self.key_separator = separators
        elif indent is not None:
            self.item_separator = ','
        if default is not None:
            self.default = default

    def default(self, o):
        """What to encode in place of an object of an unknown type."""
        raise TypeError(f'Object of type {o.__class__.__name__} is not JSON serializable')

    def encode(self, o):
        """JSON text."""
        if isinstance(o, str):
            return encode_basestring_ascii(o) if self.ensure_ascii else encode_basestring(o)
        return ''.join(self._pieces(o))

    def iterencode(self, o, _one_shot=False):
        """JSON text in pieces."""
        return iter(self._pieces(o))

    def _float(self, o):
        if o != o:
            text = 'NaN'
        elif o == INFINITY:
            text = 'Infinity'
        elif o == -INFINITY:
            text = '-Infinity'
        else:
            return float.__repr__(o)
        if not self.allow_nan:
            where = '' if self.indent is None else f': {o!r}'      # as CPython's two implementations
            raise ValueError('Out of range float values are not JSON compliant' + where)
        return text

    def _key(self, key):
        """A dict's key as a str, or None if it is to be skipped."""
        if isinstance(key, str):
            return key
        if isinstance(key, float):
            return self._float(key)
        if key is True:
            return 'true'
        if key is False:
            return 'false'
        if key is None:
            return 'null'
        if isinstance(key, int):
            return int.__repr__(key)
        if self.skipkeys:
            return None
        raise TypeError(f'keys must be str, int, float, bool or None, not {key.__class__.__name__}')

    def _pieces(self, o):
        pieces = []
        put = pieces.append
        quote = encode_basestring_ascii if self.ensure_ascii else encode_basestring
        indent = self.indent
        if indent is not None and not isinstance(indent, str):
            indent = ' ' * indent
        item_separator, key_separator = self.item_separator, self.key_separator
        running = {} if self.check_circular else None

        def emit(o, newline):
            """Put `o`; `newline` begins a line at the current depth, if there is an indent."""
            if isinstance(o, str):
                put(quote(o))
            elif o is None:
                put('null')
            elif o is True:
                put('true')
            elif o is False:
                put('false')
            elif isinstance(o, int):
                put(int.__repr__(o))
            elif isinstance(o, float):
                put(self._float(o))
            else:
                if running is not None:
                    if id(o) in running:
                        raise ValueError('Circular reference detected')
                    running[id(o)] = o
                if isinstance(o, (list, tuple)):
                    emit_list(o, newline)
                elif isinstance(o, dict):
                    emit_dict(o, newline)
                else:
                    emit(self.default(o), newline)
                if running is not None:
                    del running[id(o)]

        def emit_list(items, newline):
            if not items:
                put('[]')
                return
            separator = item_separator
            before = '['
            if indent is not None:
                inner = newline + indent
                separator += inner
                before += inner
            else:
                inner = newline
            for item in items:
                put(before)
                before = separator
                emit(item, inner)
            put(']' if indent is None else newline + ']')

        def emit_dict(dct, newline):
            if not dct:
                put('{}')
                return
            separator = item_separator
            before = '{'
            if indent is not None:
                inner = newline + indent
                separator += inner
                before += inner
            else:
                inner = newline
            for key, value in sorted(dct.items()) if self.sort_keys else dct.items():
                if type(key) is not str:
                    key = self._key(key)
                    if key is None:
                        continue
                put(before)
                put(quote(key))
                put(key_separator)
                before = separator
                emit(value, inner)
            if before is not separator:
                put(before)              # all keys were skipped
            put('}' if indent is None else newline + '}')

        emit(o, '\n')
        return pieces
