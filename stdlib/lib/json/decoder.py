"""Reading JSON: one function a construct, each returning a value and the index behind it."""

_WHITESPACE = ' \t\n\r'
_DIGITS = '0123456789'
_ESCAPES = {'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}
_CONSTANTS = {'null': None, 'true': True, 'false': False}
_FLOATS = {'NaN': float('nan'), 'Infinity': float('inf'), '-Infinity': float('-inf')}


class JSONDecodeError(ValueError):
    """JSON that is not well formed: msg, doc, pos, lineno, colno say what and where."""

    def __init__(self, msg, doc, pos):
        lineno = doc.count('\n', 0, pos) + 1
        colno = pos - doc.rfind('\n', 0, pos)
        super().__init__(f'{msg}: line {lineno} column {colno} (char {pos})')
        self.msg = msg
        self.doc = doc
        self.pos = pos
        self.lineno = lineno
        self.colno = colno

    def __reduce__(self):
        return self.__class__, (self.msg, self.doc, self.pos)


def scanstring(s, end, strict=True):
    """The string whose opening quote is right before `end`."""
    begin = end - 1
    close = s.find('"', end)
    if close < 0:
        close = len(s)
    chunk = s[end:close]
    if close < len(s) and '\\' not in chunk and (not strict or chunk.isprintable()):
        return chunk, close + 1
    chunks = []
    while True:
        # Up to the next quote, backslash or control character.
        start = end
        while end < len(s) and s[end] not in '"\\' and (s[end] >= ' ' or not strict):
            end += 1
        chunks.append(s[start:end])
        if end >= len(s):
            raise JSONDecodeError('Unterminated string starting at', s, begin)
        ch = s[end]
        if ch == '"':
            return ''.join(chunks), end + 1
        if ch != '\\':
            raise JSONDecodeError('Invalid control character at', s, end)
        escape = s[end + 1:end + 2]
        if not escape:
            raise JSONDecodeError('Unterminated string starting at', s, begin)
        if escape == 'u':
            code, end = _scan_code(s, end + 1)
            chunks.append(chr(code))
        elif escape in _ESCAPES:
            chunks.append(_ESCAPES[escape])
            end += 2
        else:
            raise JSONDecodeError('Invalid \\escape', s, end)


def _hex4(s, pos):
    """The number in the four hex digits behind the `u` at `pos`."""
    digits = s[pos + 1:pos + 5]
    if len(digits) == 4 and digits[1] not in 'xX' and digits.isalnum():
        try:
            return int(digits, 16)
        except ValueError:
            pass
    raise JSONDecodeError('Invalid \\uXXXX escape', s, pos)


def _scan_code(s, pos):
    """The character of a \\u escape, or of two that make a surrogate pair, whose `u` is at `pos`."""
    code = _hex4(s, pos)
    end = pos + 5
    if 0xd800 <= code <= 0xdbff and s.startswith('\\u', end):
        low = _hex4(s, end + 1)
        if 0xdc00 <= low <= 0xdfff:
            return 0x10000 + ((code & 0x3ff) << 10 | low & 0x3ff), end + 6
    return code, end


class JSONDecoder:
    """Turns JSON into objects."""

    def __init__(self, *, object_hook=None, parse_float=None, parse_int=None, parse_constant=None, strict=True,
                 object_pairs_hook=None):
        self.object_hook = object_hook
        self.parse_float = parse_float or float
        self.parse_int = parse_int or int
        self.parse_constant = parse_constant or _FLOATS.__getitem__
        self.strict = strict
        self.object_pairs_hook = object_pairs_hook
        self._keys = {}                  # equal keys share one string

    def decode(self, s):
        """The object that all of `s` describes."""
        obj, end = self.raw_decode(s, _skip(s, 0))
        end = _skip(s, end)
        if end != len(s):
            raise JSONDecodeError('Extra data', s, end)
        return obj

    def raw_decode(self, s, idx=0):
        """The object at `idx`, and the index behind it."""
        try:
            return self._value(s, idx)
        except _Nothing as nothing:
            raise JSONDecodeError('Expecting value', s, nothing.pos) from None
        finally:
            self._keys.clear()

    def _value(self, s, i):
        ch = s[i:i + 1]
        if ch == '"':
            return scanstring(s, i + 1, self.strict)
        if ch == '{':
            return self._object(s, i + 1)
        if ch == '[':
            return self._array(s, i + 1)
        if ch and ch in '-0123456789':
            return self._number(s, i)
        for word, value in _CONSTANTS.items():
            if s.startswith(word, i):
                return value, i + len(word)
        return self._special(s, i)

    def _special(self, s, i):
        for word in _FLOATS:
            if s.startswith(word, i):
                return self.parse_constant(word), i + len(word)
        raise _Nothing(i)

    def _number(self, s, start):
        n = len(s)
        i = start + (s[start] == '-')
        first = i
        while i < n and s[i] in _DIGITS:
            i += 1
        if i == first:
            return self._special(s, start)
        if s[first] == '0':
            i = first + 1                # a number has no leading zeros
        is_float = False
        if i + 1 < n and s[i] == '.' and s[i + 1] in _DIGITS:
            is_float = True
            i += 2
            while i < n and s[i] in _DIGITS:
                i += 1
        if i < n and s[i] in 'eE':
            j = i + 1
            if j < n and s[j] in '+-':
                j += 1
            if j < n and s[j] in _DIGITS:
                is_float = True
                i = j + 1
                while i < n and s[i] in _DIGITS:
                    i += 1
        text = s[start:i]
        return (self.parse_float if is_float else self.parse_int)(text), i

    def _array(self, s, i):
        values = []
        n = len(s)
        while i < n and s[i] in _WHITESPACE:
            i += 1
        if i < n and s[i] == ']':
            return values, i + 1
        while True:
            value, i = self._value(s, i)
            values.append(value)
            while i < n and s[i] in _WHITESPACE:
                i += 1
            ch = s[i:i + 1]
            if ch == ']':
                return values, i + 1
            if ch != ',':
                raise JSONDecodeError("Expecting ',' delimiter", s, i)
            i += 1
            while i < n and s[i] in _WHITESPACE:
                i += 1

    def _object(self, s, i):
        pairs = []
        n = len(s)
        intern = self._keys.setdefault
        i = _skip(s, i)
        if i < n and s[i] == '}':
            return self._finish(pairs), i + 1
        while True:
            if i >= n or s[i] != '"':
                raise JSONDecodeError('Expecting property name enclosed in double quotes', s, i)
            key, i = scanstring(s, i + 1, self.strict)
            key = intern(key, key)
            while i < n and s[i] in _WHITESPACE:
                i += 1
            if i >= n or s[i] != ':':
                raise JSONDecodeError("Expecting ':' delimiter", s, i)
            i += 1
            while i < n and s[i] in _WHITESPACE:
                i += 1
            value, i = self._value(s, i)
            pairs.append((key, value))
            while i < n and s[i] in _WHITESPACE:
                i += 1
            ch = s[i:i + 1]
            if ch == '}':
                return self._finish(pairs), i + 1
            if ch != ',':
                raise JSONDecodeError("Expecting ',' delimiter", s, i)
            i += 1
            while i < n and s[i] in _WHITESPACE:
                i += 1

    def _finish(self, pairs):
        if self.object_pairs_hook is not None:
            return self.object_pairs_hook(pairs)
        result = dict(pairs)
        return result if self.object_hook is None else self.object_hook(result)


class _Nothing(Exception):
    """No value where one has to be."""

    def __init__(self, pos):
        self.pos = pos


def _skip(s, i):
    """The index of the first character from `i` on that is no whitespace."""
    n = len(s)
    while i < n and s[i] in _WHITESPACE:
        i += 1
    return i
