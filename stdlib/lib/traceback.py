"""Tracebacks as objects and as text.

A StackSummary is a list of FrameSummary, made from a traceback (`walk_tb`) or from the running
frames (`walk_stack`).  TracebackException is an exception with its stack, its cause and its context,
kept as text so that it can be printed later.  The functions are short ways to use these.
"""

import linecache
import sys

__all__ = ['extract_stack', 'extract_tb', 'format_exception', 'format_exception_only', 'format_list', 'format_stack',
           'format_tb', 'print_exc', 'format_exc', 'print_exception', 'print_last', 'print_stack', 'print_tb',
           'clear_frames', 'FrameSummary', 'StackSummary', 'TracebackException', 'walk_stack', 'walk_tb',
           'print_list']

_CAUSE = '\nThe above exception was the direct cause of the following exception:\n\n'
_CONTEXT = '\nDuring handling of the above exception, another exception occurred:\n\n'
_RECURSIVE_CUTOFF = 3      # a frame is shown this often, then counted
_unset = object()


# Functions

def _parse_value_tb(exc, value, tb):
    """print_exception() and others take (exc) or (type, value, tb)."""
    if (value is _unset) != (tb is _unset):
        raise ValueError('Both or neither of value and tb must be given')
    if value is tb is _unset:
        if exc is None:
            return None, None
        if isinstance(exc, BaseException):
            return exc, exc.__traceback__
        raise TypeError(f'Exception expected for value, {type(exc).__name__} found')
    return value, tb


def print_exception(exc, /, value=_unset, tb=_unset, limit=None, file=None, chain=True):
    """Print an exception with its traceback, by default to standard error."""
    value, tb = _parse_value_tb(exc, value, tb)
    TracebackException(type(value), value, tb, limit=limit, compact=True).print(file=file, chain=chain)


def format_exception(exc, /, value=_unset, tb=_unset, limit=None, chain=True):
    """What print_exception() prints, as a list of strings."""
    value, tb = _parse_value_tb(exc, value, tb)
    return list(TracebackException(type(value), value, tb, limit=limit, compact=True).format(chain=chain))


def format_exception_only(exc, /, value=_unset):
    """The last line or lines of that: the exception without its traceback."""
    if value is _unset:
        value = exc
    return list(TracebackException(type(value), value, None, compact=True).format_exception_only())


def print_exc(limit=None, file=None, chain=True):
    """Print the exception that is being handled."""
    print_exception(*sys.exc_info(), limit=limit, file=file, chain=chain)


def format_exc(limit=None, chain=True):
    """The exception that is being handled as one string."""
    return ''.join(format_exception(*sys.exc_info(), limit=limit, chain=chain))


def print_last(limit=None, file=None, chain=True):
    """Print the exception that ended the last command of an interactive session."""
    if not hasattr(sys, 'last_type'):
        raise ValueError('no last exception')
    print_exception(sys.last_type, sys.last_value, sys.last_traceback, limit, file, chain)


def print_list(extracted_list, file=None):
    """Print a list of frames."""
    for item in StackSummary.from_list(extracted_list).format():
        print(item, file=sys.stderr if file is None else file, end='')


def format_list(extracted_list):
    """A list of frames as a list of strings."""
    return StackSummary.from_list(extracted_list).format()


def print_tb(tb, limit=None, file=None):
    """Print the frames of a traceback."""
    print_list(extract_tb(tb, limit=limit), file=file)


def format_tb(tb, limit=None):
    """The frames of a traceback as a list of strings."""
    return extract_tb(tb, limit=limit).format()


def extract_tb(tb, limit=None):
    """The frames of a traceback as a StackSummary."""
    return StackSummary._extract(_tb_positions(tb), limit)


def print_stack(f=None, limit=None, file=None):
    """Print the frames that are running, the caller's last."""
    if f is None:
        f = sys._getframe().f_back
    print_list(extract_stack(f, limit=limit), file=file)


def format_stack(f=None, limit=None):
    """The frames that are running as a list of strings."""
    if f is None:
        f = sys._getframe().f_back
    return format_list(extract_stack(f, limit=limit))


def extract_stack(f=None, limit=None):
    """The frames that are running as a StackSummary."""
    if f is None:
        f = sys._getframe().f_back
    stack = StackSummary.extract(walk_stack(f), limit=limit)
    stack.reverse()
    return stack


def walk_stack(f):
    """Yield (frame, line) from a frame outwards."""
    if f is None:
        f = sys._getframe().f_back.f_back.f_back.f_back
    while f is not None:
        yield f, f.f_lineno
        f = f.f_back


def walk_tb(tb):
    """Yield (frame, line) along a traceback."""
    while tb is not None:
        yield tb.tb_frame, tb.tb_lineno
        tb = tb.tb_next


def _tb_positions(tb):
    """Yield (frame, (line, end line, column, end column)) along a traceback."""
    while tb is not None:
        lines = tb.tb_lineno, None, None, None
        if tb.tb_lasti >= 0:
            index = tb.tb_lasti // 2
            for i, position in enumerate(tb.tb_frame.f_code.co_positions()):
                if i == index:
                    lines = position if position[0] is not None else (tb.tb_lineno, *position[1:])
                    break
        yield tb.tb_frame, lines
        tb = tb.tb_next


def clear_frames(tb):
    """Let the frames of a traceback forget their local variables."""
    while tb is not None:
        try:
            tb.tb_frame.clear()
        except RuntimeError:
            pass                         # it is still running
        tb = tb.tb_next


# Frames

class FrameSummary:
    """One line of a traceback: file, line number, function, source line."""
    __slots__ = ('filename', 'lineno', 'end_lineno', 'colno', 'end_colno', 'name', '_line', 'locals')

    def __init__(self, filename, lineno, name, *, lookup_line=True, locals=None, line=None, end_lineno=None,
                 colno=None, end_colno=None):
        self.filename = filename
        self.lineno = lineno
        self.name = name
        self._line = line
        if lookup_line:
            self.line
        self.locals = {k: _safe(v, 'local', repr) for k, v in locals.items()} if locals else None
        self.end_lineno = end_lineno
        self.colno = colno
        self.end_colno = end_colno

    @property
    def _original_line(self):
        self.line
        return self._line

    @property
    def line(self):
        if self._line is None:
            if self.lineno is None:
                return None
            self._line = linecache.getline(self.filename, self.lineno)
        return self._line.strip()

    def __eq__(self, other):
        if isinstance(other, FrameSummary):
            return (self.filename == other.filename and self.lineno == other.lineno and self.name == other.name
                    and self.locals == other.locals)
        if isinstance(other, tuple):
            return (self.filename, self.lineno, self.name, self.line) == other
        return NotImplemented

    def __getitem__(self, pos):
        return (self.filename, self.lineno, self.name, self.line)[pos]

    def __iter__(self):
        return iter((self.filename, self.lineno, self.name, self.line))

    def __len__(self):
        return 4

    def __repr__(self):
        return f'<FrameSummary file {self.filename}, line {self.lineno} in {self.name}>'


def _safe(value, what, func=str):
    try:
        return func(value)
    except:
        return f'<{what} {func.__name__}() failed>'


class StackSummary(list):
    """A list of frames, the oldest first."""

    @classmethod
    def extract(klass, frame_gen, *, limit=None, lookup_lines=True, capture_locals=False):
        """Make it from pairs of frame and line number."""
        frames = ((frame, (lineno, None, None, None)) for frame, lineno in frame_gen)
        return klass._extract(frames, limit, lookup_lines, capture_locals)

    @classmethod
    def _extract(klass, frames, limit=None, lookup_lines=True, capture_locals=False):
        if limit is None:
            limit = getattr(sys, 'tracebacklimit', None)
            if limit is not None and limit < 0:
                limit = 0
        frames = list(frames)
        if limit is not None:
            frames = frames[:limit] if limit >= 0 else frames[limit:]
        result = klass()
        filenames = set()
        for f, (lineno, end_lineno, colno, end_colno) in frames:
            code = f.f_code
            filenames.add(code.co_filename)
            result.append(FrameSummary(code.co_filename, lineno, code.co_name, lookup_line=False,
                                       locals=f.f_locals if capture_locals else None, end_lineno=end_lineno,
                                       colno=colno, end_colno=end_colno))
        for filename in filenames:
            linecache.checkcache(filename)
        if lookup_lines:
            for frame in result:
                frame.line
        return result

    @classmethod
    def from_list(klass, a_list):
        """Make it from FrameSummary objects or tuples of file, line number, function and line."""
        result = klass()
        for frame in a_list:
            if isinstance(frame, FrameSummary):
                result.append(frame)
            else:
                filename, lineno, name, line = frame
                result.append(FrameSummary(filename, lineno, name, line=line))
        return result

    def format_frame_summary(self, frame_summary):
        """One frame as text; None leaves it out."""
        rows = [f'  File "{frame_summary.filename}", line {frame_summary.lineno}, in {frame_summary.name}\n']
        if frame_summary.line:
            rows.append(f'    {frame_summary.line}\n')
            if frame_summary.colno is not None and frame_summary.end_colno is not None:
                marks = _marks(frame_summary)
                if marks:
                    rows.append(f'    {marks}\n')
        if frame_summary.locals:
            for name, value in sorted(frame_summary.locals.items()):
                rows.append(f'    {name} = {value}\n')
        return ''.join(rows)

    def format(self):
        """The frames as a list of strings."""
        result = []
        last = None
        count = 0
        for frame in self:
            text = self.format_frame_summary(frame)
            if text is None:
                continue
            here = frame.filename, frame.lineno, frame.name
            if here != last:
                self._count_repeats(result, count)
                last, count = here, 0
            count += 1
            if count <= _RECURSIVE_CUTOFF:
                result.append(text)
        self._count_repeats(result, count)
        return result

    def _count_repeats(self, result, count):
        if count > _RECURSIVE_CUTOFF:
            count -= _RECURSIVE_CUTOFF
            result.append(f"  [Previous line repeated {count} more time{'s' if count > 1 else ''}]\n")


# Marks below a source line

def _char_offset(text, byte_offset):
    return len(text.encode('utf-8')[:byte_offset].decode('utf-8', errors='replace'))


def _marks(frame):
    """The line of ^ and ~ that shows which part of the source line was running, or None."""
    original, stripped = frame._original_line, frame.line
    start = _char_offset(original, frame.colno)
    anchors = None
    if frame.lineno == frame.end_lineno:
        end = _char_offset(original, frame.end_colno)
        anchors = _find_anchors(original[start:end])
    else:
        end = len(original.rstrip())
    if end - start >= len(stripped) and not anchors:
        return None                      # all of the line: that says nothing
    marks = ['^'] * (end - start)
    if anchors:
        left, right = anchors
        marks = ['~'] * left + ['^'] * (right - left) + ['~'] * (end - start - right)
    return ' ' * (start - (len(original) - len(original.lstrip()))) + ''.join(marks)


# How loosely binary operators bind; those that are not here (comparisons, `and` ...) get no marks of their own.
_BINDING = {'|': 1, '^': 2, '&': 3, '<<': 4, '>>': 4, '+': 5, '-': 5, '*': 6, '/': 6, '//': 6, '%': 6, '@': 6,
            '**': 8}
_OTHER_WORDS = {'and', 'or', 'not', 'in', 'is', 'if', 'else', 'lambda', 'await', 'yield', 'for', 'from'}


def _tokens(text):
    """Yield (kind, start, end) of the tokens outside brackets; a bracket with its content is one token."""
    i, n = 0, len(text)
    while i < n:
        ch = text[i]
        start = i
        if ch.isspace() or ch == '\\':
            i += 1
            continue
        if ch == '_' or ch.isalpha():
            while i < n and (text[i] == '_' or text[i].isalnum()):
                i += 1
            if i < n and text[i] in '"\'' and text[start:i].lower() in ('r', 'b', 'u', 'f', 'br', 'rb', 'fr', 'rf'):
                i = _skip_string(text, i)
            yield 'word' if text[start:i] in _OTHER_WORDS else 'operand', start, i
        elif ch.isdigit() or ch == '.' and text[i + 1:i + 2].isdigit():
            while i < n and (text[i] in '._' or text[i].isalnum() or text[i] in '+-' and text[i - 1] in 'eE'
                             and not text.startswith(('0x', '0X'), start)):
                i += 1
            yield 'operand', start, i
        elif ch in '"\'':
            i = _skip_string(text, i)
            yield 'operand', start, i
        elif ch in '([{':
            i = _skip_bracket(text, i)
            yield ch, start, i
        else:
            i += 2 if text[i:i + 2] in ('**', '//', '<<', '>>', '==', '!=', '<=', '>=', ':=') else 1
            yield text[start:i], start, i


def _skip_string(text, i):
    quote = text[i] * 3 if text.startswith(text[i] * 3, i) else text[i]
    i += len(quote)
    while i < len(text) and not text.startswith(quote, i):
        i += 2 if text[i] == '\\' else 1
    return i + len(quote)


def _skip_bracket(text, i):
    depth = 0
    while i < len(text):
        if text[i] in '"\'':
            i = _skip_string(text, i)
            continue
        if text[i] in '([{':
            depth += 1
        elif text[i] in ')]}':
            depth -= 1
            if not depth:
                return i + 1
        i += 1
    return i


def _find_anchors(text):
    """(start, end) of what to mark in an expression: its binary operator, or its subscript; None for others.

    The operator that binds loosest is applied last, of several equals the rightmost (of ** the leftmost).
    """
    best = None            # (binding, start, end) of the operator found so far
    operand = False        # whether there is an operand right before
    trailer = None         # the subscript that ends the expression
    signed = False         # a sign binds tighter than anything but **
    for kind, start, end in _tokens(text):
        if kind == 'operand' or kind in '([{':
            trailer = (start, end) if kind == '[' and operand else None
            operand = True
        elif kind == '.':
            trailer = None
        elif kind in _BINDING and operand:
            binding = _BINDING[kind]
            if best is None and not (kind == '**' and signed) or best is not None and (
                    binding < best[0] or binding == best[0] and kind != '**'):
                if not (kind == '**' and signed):
                    best = binding, start, end
            operand = signed = False
            trailer = None
        elif kind in ('+', '-', '~') and not operand:
            signed = True
        else:
            return None
    if not operand:
        return None
    if best is not None:
        # As CPython does it: the operator is what lies between the operands, whose own parentheses do not
        # count as theirs; one character of it is marked, and the next too unless that is a space.
        _, start, end = best
        _, left = _without_parentheses(text, 0, start)
        right, _ = _without_parentheses(text, end, len(text))
        between = text[left:right]
        start = left + len(between) - len(between.lstrip())
        return start, start + (2 if start + 1 < right and not text[start + 1].isspace() else 1)
    if trailer is None or signed:
        return None
    start, end = trailer
    return _without_parentheses(text, 0, start)[1], _without_parentheses(text, start + 1, end - 1)[1] + 1


def _without_parentheses(text, start, end):
    """The part of text[start:end] without blanks and parentheses around it; those of a tuple stay."""
    while True:
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        if text[start:start + 1] != '(' or _skip_bracket(text, start) != end:
            return start, end
        inside = list(_tokens(text[start + 1:end - 1]))
        if not inside or any(kind == ',' or text[start + 1 + a:start + 1 + b] == 'for' for kind, a, b in inside):
            return start, end
        start, end = start + 1, end - 1


# Exceptions

class TracebackException:
    """An exception as it would be printed, without references to the objects it was about."""

    def __init__(self, exc_type, exc_value, exc_traceback, *, limit=None, lookup_lines=True, capture_locals=False,
                 compact=False, max_group_width=15, max_group_depth=10, _seen=None):
        seen = set() if _seen is None else _seen
        seen.add(id(exc_value))
        self.max_group_width = max_group_width
        self.max_group_depth = max_group_depth
        self.stack = StackSummary._extract(_tb_positions(exc_traceback), limit, lookup_lines, capture_locals)
        self.exc_type = exc_type
        self._str = _safe(exc_value, 'exception')
        self.__notes__ = getattr(exc_value, '__notes__', None)
        self.__suppress_context__ = False if exc_value is None else exc_value.__suppress_context__
        self.__cause__ = self.__context__ = self.exceptions = None
        if exc_type and issubclass(exc_type, SyntaxError):
            self.filename = exc_value.filename
            self.lineno = None if exc_value.lineno is None else str(exc_value.lineno)
            self.end_lineno = None if exc_value.end_lineno is None else str(exc_value.end_lineno)
            self.text = exc_value.text
            self.offset = exc_value.offset
            self.end_offset = exc_value.end_offset
            self.msg = exc_value.msg

        def follow(exc):
            if exc is None or id(exc) in seen:
                return None
            return TracebackException(type(exc), exc, exc.__traceback__, limit=limit, lookup_lines=lookup_lines,
                                      capture_locals=capture_locals, max_group_width=max_group_width,
                                      max_group_depth=max_group_depth, _seen=seen)

        if exc_value is not None:
            self.__cause__ = follow(exc_value.__cause__)
            if not compact or self.__cause__ is None and not self.__suppress_context__:
                self.__context__ = follow(exc_value.__context__)
            if isinstance(exc_value, BaseExceptionGroup):
                self.exceptions = [follow(exc) for exc in exc_value.exceptions]

    @classmethod
    def from_exception(cls, exc, *args, **kwargs):
        """Make it from an exception alone."""
        return cls(type(exc), exc, exc.__traceback__, *args, **kwargs)

    def __eq__(self, other):
        if isinstance(other, TracebackException):
            return self.__dict__ == other.__dict__
        return NotImplemented

    def __str__(self):
        return self._str

    def format_exception_only(self):
        """Yield the lines that name the exception: one, as a rule."""
        if self.exc_type is None:
            yield _final_line(None, self._str)
            return
        name = self.exc_type.__qualname__
        module = self.exc_type.__module__
        if module not in ('__main__', 'builtins'):
            name = f"{module if isinstance(module, str) else '<unknown>'}.{name}"
        if issubclass(self.exc_type, SyntaxError):
            yield from self._format_syntax_error(name)
        else:
            yield _final_line(name, self._str)
        notes = self.__notes__
        if notes is None:
            return
        if isinstance(notes, (list, tuple)):
            for note in notes:
                for line in _safe(note, 'note').split('\n'):
                    yield line + '\n'
        else:
            yield f"{_safe(notes, '__notes__', repr)}\n"

    def _format_syntax_error(self, name):
        suffix = ''
        if self.lineno is not None:
            yield f'  File "{self.filename or "<string>"}", line {self.lineno}\n'
        elif self.filename is not None:
            suffix = f' ({self.filename})'
        if self.text is not None:
            line = self.text.rstrip('\n')
            stripped = line.lstrip(' \n\f')
            indent = len(line) - len(stripped)
            yield f'    {stripped}\n'
            if self.offset is not None:
                end_offset = self.end_offset if self.end_offset not in (None, 0) else self.offset
                if self.offset == end_offset or end_offset == -1:
                    end_offset = self.offset + 1
                start, end = self.offset - 1 - indent, end_offset - 1 - indent
                if start >= 0:
                    space = ''.join([ch if ch.isspace() else ' ' for ch in stripped[:start]])
                    yield f"    {space}{'^' * (end - start)}\n"
        yield f"{name}: {self.msg or '<no detail available>'}{suffix}\n"

    def format(self, *, chain=True, _level=0):
        """Yield the whole message: causes and contexts first, each with its traceback."""
        if chain:
            if self.__cause__ is not None:
                yield from self.__cause__.format(_level=_level)
                yield from _indented([_CAUSE], _level)
            elif self.__context__ is not None and not self.__suppress_context__:
                yield from self.__context__.format(_level=_level)
                yield from _indented([_CONTEXT], _level)
        if self.exceptions is not None:
            yield from self._format_group(_level)
            return
        if self.stack:
            yield from _indented(['Traceback (most recent call last):\n', *self.stack.format()], _level)
        yield from _indented(self.format_exception_only(), _level)

    def _format_group(self, level):
        """An ExceptionGroup: itself, then its exceptions, numbered and indented."""
        if level > self.max_group_depth:
            yield from _indented([f'... (max_group_depth is {self.max_group_depth})\n'], level)
            return
        top = level == 0
        level = level or 1
        if self.stack:
            mark = '+ ' if top else None
            yield from _indented(['Exception Group Traceback (most recent call last):\n'], level, mark)
            yield from _indented(self.stack.format(), level)
        yield from _indented(self.format_exception_only(), level)
        shown = self.exceptions[:self.max_group_width]
        rest = len(self.exceptions) - len(shown)
        for i, exc in enumerate(shown):
            mark = '+-' if i == 0 else '  '
            yield f"{'  ' * level}{mark}+---------------- {i + 1} ----------------\n"
            if exc is not None:
                yield from exc.format(_level=level + 1)
        if rest:
            yield f"{'  ' * level}  +---------------- ... ----------------\n"
            yield from _indented([f"and {rest} more exception{'s' if rest > 1 else ''}\n"], level + 1)
        if shown and not (shown[-1] is not None and shown[-1].exceptions is not None and not rest):
            yield f"{'  ' * (level + 1)}+------------------------------------\n"

    def print(self, *, file=None, chain=True):
        """Write the whole message to a file, by default standard error."""
        for line in self.format(chain=chain):
            print(line, file=sys.stderr if file is None else file, end='')


def _indented(texts, level, mark=None):
    """The texts as part of an exception group at some level; level 0 is no group."""
    for text in texts:
        if level:
            prefix = '  ' * level + '| '
            text = ''.join([prefix + line for line in text.splitlines(True)])
            if mark:
                text = '  ' * level + mark + text[len(prefix):]
        yield text


def _final_line(name, text):
    return f'{name}\n' if not text else f'{name}: {text}\n'
