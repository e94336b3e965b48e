"""Character classes, Template ($-substitution), capwords, and Formatter (str.format to inherit from)."""

__all__ = ['ascii_letters', 'ascii_lowercase', 'ascii_uppercase', 'capwords', 'digits', 'hexdigits', 'octdigits',
           'printable', 'punctuation', 'whitespace', 'Formatter', 'Template']

whitespace = ' \t\n\r\v\f'
ascii_lowercase = 'abcdefghijklmnopqrstuvwxyz'
ascii_uppercase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
ascii_letters = ascii_lowercase + ascii_uppercase
digits = '0123456789'
hexdigits = digits + 'abcdef' + 'ABCDEF'
octdigits = '01234567'
punctuation = r"""!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"""
printable = digits + ascii_letters + punctuation + whitespace


def capwords(s, sep=None):
    """Capitalise each word; without `sep`, runs of whitespace become single blanks."""
    return (sep or ' ').join([word.capitalize() for word in s.split(sep)])


_MISSING = {}


class Template:
    """A string with $name, ${name} and $$ in it."""

    delimiter = '$'

    def __init__(self, template):
        self.template = template

    def _pieces(self):
        """Yield (text, name, start): literal text, then a name or None (or '' for a lone delimiter)."""
        text, delimiter = self.template, self.delimiter
        pos = 0
        while True:
            start = text.find(delimiter, pos)
            if start < 0:
                yield text[pos:], None, pos
                return
            after = start + len(delimiter)
            if text.startswith(delimiter, after):
                yield text[pos:after], None, start
                pos = after + len(delimiter)
                continue
            braced = text.startswith('{', after)
            end = begin = after + braced
            while end < len(text) and text[end].isascii() and (text[end] == '_' or text[end].isalnum()):
                end += 1
            name = text[begin:end]
            if not name or name[0].isdigit() or braced and not text.startswith('}', end):
                yield text[pos:start], '', start
                pos = after
            else:
                yield text[pos:start], name, start
                pos = end + braced

    def _invalid(self, start):
        lines = self.template[:start].splitlines(keepends=True)
        if not lines:
            col, line = 1, 1
        else:
            col, line = start - len(''.join(lines[:-1])), len(lines)
        raise ValueError(f'Invalid placeholder in string: line {line}, col {col}')

    def substitute(self, mapping=_MISSING, /, **kws):
        """The string with each name replaced; a name without a value is a KeyError."""
        mapping = kws if mapping is _MISSING else {**_as_dict(mapping), **kws} if kws else mapping
        out = []
        for text, name, start in self._pieces():
            out.append(text)
            if name == '':
                self._invalid(start + len(self.delimiter))
            if name is not None:
                out.append(str(mapping[name]))
        return ''.join(out)

    def safe_substitute(self, mapping=_MISSING, /, **kws):
        """Like substitute(), but leaves alone what has no value."""
        mapping = kws if mapping is _MISSING else {**_as_dict(mapping), **kws} if kws else mapping
        out = []
        for text, name, start in self._pieces():
            out.append(text)
            if name == '':
                out.append(self.delimiter)
            elif name is not None:
                try:
                    out.append(str(mapping[name]))
                except KeyError:
                    braced = self.template.startswith('{', start + len(self.delimiter))
                    out.append(f'{self.delimiter}{{{name}}}' if braced else self.delimiter + name)
        return ''.join(out)

    def is_valid(self):
        """Whether substitute() would find no broken placeholder."""
        return all(name != '' for _, name, _ in self._pieces())

    def get_identifiers(self):
        """The names in the template, each once."""
        return list(dict.fromkeys([name for _, name, _ in self._pieces() if name]))


def _as_dict(mapping):
    return {key: mapping[key] for key in mapping.keys()}


class Formatter:
    """str.format, taken apart into methods that a subclass can override."""

    def format(self, format_string, /, *args, **kwargs):
        return self.vformat(format_string, args, kwargs)

    def vformat(self, format_string, args, kwargs):
        used_args = set()
        result, _ = self._vformat(format_string, args, kwargs, used_args, 2)
        self.check_unused_args(used_args, args, kwargs)
        return result

    def _vformat(self, format_string, args, kwargs, used_args, recursion_depth, auto_arg_index=0):
        if recursion_depth < 0:
            raise ValueError('Max string recursion exceeded')
        result = []
        for literal, field_name, format_spec, conversion in self.parse(format_string):
            if literal:
                result.append(literal)
            if field_name is None:
                continue
            first = field_name.partition('.')[0].partition('[')[0]
            if first == '':
                if auto_arg_index is False:
                    raise ValueError('cannot switch from manual field specification to automatic field numbering')
                field_name = str(auto_arg_index) + field_name
                auto_arg_index += 1
            elif first.isdigit():
                if auto_arg_index:
                    raise ValueError('cannot switch from manual field specification to automatic field numbering')
                auto_arg_index = False       # from here on, '{}' is an error
            obj, arg_used = self.get_field(field_name, args, kwargs)
            used_args.add(arg_used)
            obj = self.convert_field(obj, conversion)
            format_spec, auto_arg_index = self._vformat(format_spec, args, kwargs, used_args, recursion_depth - 1,
                                                        auto_arg_index)
            result.append(self.format_field(obj, format_spec))
        return ''.join(result), auto_arg_index

    def get_value(self, key, args, kwargs):
        return args[key] if isinstance(key, int) else kwargs[key]

    def check_unused_args(self, used_args, args, kwargs):
        pass

    def format_field(self, value, format_spec):
        return format(value, format_spec)

    def convert_field(self, value, conversion):
        if conversion is None:
            return value
        if conversion in ('s', 'r', 'a'):
            return {'s': str, 'r': repr, 'a': ascii}[conversion](value)
        raise ValueError(f'Unknown conversion specifier {conversion!s}')

    def parse(self, format_string):
        """Yield (literal text, field name, format spec, conversion), the last three None at the end."""
        text, n = format_string, len(format_string)
        pos, literal = 0, []
        while pos < n:
            ch = text[pos]
            if ch not in '{}':
                literal.append(ch)
                pos += 1
                continue
            if text.startswith(ch, pos + 1):
                literal.append(ch)
                yield ''.join(literal), None, None, None
                literal = []
                pos += 2
                continue
            if ch == '}':
                raise ValueError("Single '}' encountered in format string")
            if pos + 1 == n:
                raise ValueError("Single '{' encountered in format string")
            depth, end, bracket = 1, pos + 1, False
            while end < n:
                if text[end] == '[' and depth == 1:
                    bracket = True
                elif text[end] == ']':
                    bracket = False
                elif not bracket:
                    depth += (text[end] == '{') - (text[end] == '}')
                    if not depth:
                        break
                end += 1
            if depth:
                raise ValueError("expected '}' before end of string")
            yield (''.join(literal), *self._split_field(text[pos + 1:end]))
            literal = []
            pos = end + 1
        if literal:
            yield ''.join(literal), None, None, None

    def _split_field(self, field):
        """`name!r:spec` as (name, spec, conversion)."""
        i, bracket = 0, False
        while i < len(field) and (bracket or field[i] not in '!:'):
            bracket = field[i] == '[' or bracket and field[i] != ']'
            i += 1
        name, rest = field[:i], field[i:]
        conversion = None
        if rest[:1] == '!':
            if len(rest) < 2:
                raise ValueError("end of string while looking for conversion specifier")
            conversion, rest = rest[1], rest[2:]
            if rest and rest[0] != ':':
                raise ValueError("expected ':' after conversion specifier")
        return name, rest[1:], conversion

    def get_field(self, field_name, args, kwargs):
        """The object that `0.name[key]` leads to, and the argument that it started from."""
        end = 0
        while end < len(field_name) and field_name[end] not in '.[':
            end += 1
        first = field_name[:end]
        first = int(first) if first.isdigit() else first
        obj = self.get_value(first, args, kwargs)
        while end < len(field_name):
            if field_name[end] == '.':
                start = end = end + 1
                while end < len(field_name) and field_name[end] not in '.[':
                    end += 1
                obj = getattr(obj, field_name[start:end])
            else:
                close = field_name.find(']', end)
                if close < 0:
                    raise ValueError("Missing ']' in format string")
                key = field_name[end + 1:close]
                obj = obj[int(key) if key.isdigit() else key]
                end = close + 1
        return obj, first
