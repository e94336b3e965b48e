"""Filling, wrapping, shortening, indenting and dedenting of text.

TextWrapper cuts the text into chunks, words and the whitespace between them (`_split`), then fills
lines with as many chunks as fit (`_wrap_chunks`).  A word may be cut behind a hyphen between
letters, and before and behind a dash written as `--`.
"""

__all__ = ['TextWrapper', 'wrap', 'fill', 'dedent', 'indent', 'shorten']

_WHITESPACE = '\t\n\x0b\x0c\r '


def _is_letter(ch):
    return ch == '_' or ch.isalpha()


def _is_word(ch):
    return ch == '_' or ch.isalnum()


def _dash_end(text, i):
    """The end of a dash (-- or longer) that begins at `i` between words; 0 if there is none."""
    if i == 0 or not text.startswith('--', i) or not (_is_word(text[i - 1]) or text[i - 1] in '!"\'&.,?'):
        return 0
    end = i
    while end < len(text) and text[end] == '-':
        end += 1
    return end if end < len(text) and _is_word(text[end]) else 0


def _may_cut(text, i):
    """Whether a line may end behind the hyphen at `i`: there are two letters on each side."""
    before = (i >= 2 and _is_letter(text[i - 1]) and _is_letter(text[i - 2])
              or i >= 3 and _is_letter(text[i - 1]) and text[i - 2] == '-' and _is_letter(text[i - 3]))
    if not before or i + 2 >= len(text) or not _is_letter(text[i + 1]):
        return False
    return _is_letter(text[i + 2]) or text[i + 2] == '-' and i + 3 < len(text) and _is_letter(text[i + 3])


class TextWrapper:
    """Wraps text according to its attributes."""

    def __init__(self, width=70, initial_indent='', subsequent_indent='', expand_tabs=True,
                 replace_whitespace=True, fix_sentence_endings=False, break_long_words=True, drop_whitespace=True,
                 break_on_hyphens=True, tabsize=8, *, max_lines=None, placeholder=' [...]'):
        self.width = width
        self.initial_indent = initial_indent
        self.subsequent_indent = subsequent_indent
        self.expand_tabs = expand_tabs
        self.replace_whitespace = replace_whitespace
        self.fix_sentence_endings = fix_sentence_endings
        self.break_long_words = break_long_words
        self.drop_whitespace = drop_whitespace
        self.break_on_hyphens = break_on_hyphens
        self.tabsize = tabsize
        self.max_lines = max_lines
        self.placeholder = placeholder

    def _munge_whitespace(self, text):
        if self.expand_tabs:
            text = text.expandtabs(self.tabsize)
        if self.replace_whitespace:
            text = text.translate({ord(ch): ' ' for ch in _WHITESPACE})
        return text

    def _split(self, text):
        """Cut the text into indivisible chunks."""
        chunks = []
        i, n = 0, len(text)
        while i < n:
            start = i
            if text[i] in _WHITESPACE:
                while i < n and text[i] in _WHITESPACE:
                    i += 1
            elif not self.break_on_hyphens:
                while i < n and text[i] not in _WHITESPACE:
                    i += 1
            elif _dash_end(text, i):
                i = _dash_end(text, i)
            else:
                i = self._word_end(text, i)
            chunks.append(text[start:i])
        return chunks

    def _word_end(self, text, start):
        i, n = start + 1, len(text)
        while i < n and text[i] not in _WHITESPACE:
            if text[i] == '-':
                if _may_cut(text, i):
                    return i + 1
                if _dash_end(text, i):
                    return i
            i += 1
        return i

    def _fix_sentence_endings(self, chunks):
        """Put two blanks behind a word that ends a sentence."""
        for i in range(len(chunks) - 1):
            if chunks[i + 1] == ' ':
                word = chunks[i].rstrip('"\'') if chunks[i][-1:] in '"\'' else chunks[i]
                if len(chunks[i]) - len(word) <= 1 and word[-1:] in ('.', '!', '?') and 'a' <= word[-2:-1] <= 'z':
                    chunks[i + 1] = '  '

    def _handle_long_word(self, chunks, line, length, width):
        """Deal with a chunk that is longer than a line: cut it, or give it a line of its own."""
        space = 1 if width < 1 else width - length
        if self.break_long_words:
            end = space
            chunk = chunks[-1]
            if self.break_on_hyphens and len(chunk) > space:
                hyphen = chunk.rfind('-', 0, space)
                if hyphen > 0 and chunk[:hyphen].strip('-'):
                    end = hyphen + 1
            line.append(chunk[:end])
            chunks[-1] = chunk[end:]
        elif not line:
            line.append(chunks.pop())

    def _wrap_chunks(self, chunks):
        if self.width <= 0:
            raise ValueError(f'invalid width {self.width!r} (must be > 0)')
        if self.max_lines is not None:
            indent = self.subsequent_indent if self.max_lines > 1 else self.initial_indent
            if len(indent) + len(self.placeholder.lstrip()) > self.width:
                raise ValueError('placeholder too large for max width')
        lines = []
        chunks.reverse()                 # so that pop() takes the next one
        while chunks:
            line, length = [], 0
            indent = self.subsequent_indent if lines else self.initial_indent
            width = self.width - len(indent)
            if self.drop_whitespace and lines and not chunks[-1].strip():
                chunks.pop()
            while chunks and length + len(chunks[-1]) <= width:
                length += len(chunks[-1])
                line.append(chunks.pop())
            if chunks and len(chunks[-1]) > width:
                self._handle_long_word(chunks, line, length, width)
                length = sum(map(len, line))
            if self.drop_whitespace and line and not line[-1].strip():
                length -= len(line.pop())
            if not line:
                continue
            if (self.max_lines is None or len(lines) + 1 < self.max_lines
                    or (not chunks or self.drop_whitespace and len(chunks) == 1 and not chunks[0].strip())
                    and length <= width):
                lines.append(indent + ''.join(line))
                continue
            self._end_with_placeholder(lines, line, length, width, indent)
            break
        return lines

    def _end_with_placeholder(self, lines, line, length, width, indent):
        while line:
            if line[-1].strip() and length + len(self.placeholder) <= width:
                lines.append(indent + ''.join(line) + self.placeholder)
                return
            length -= len(line.pop())
        if lines:
            previous = lines[-1].rstrip()
            if len(previous) + len(self.placeholder) <= self.width:
                lines[-1] = previous + self.placeholder
                return
        lines.append(indent + self.placeholder.lstrip())

    def _split_chunks(self, text):
        return self._split(self._munge_whitespace(text))

    def wrap(self, text):
        """The text as a list of lines of at most `width` characters."""
        chunks = self._split_chunks(text)
        if self.fix_sentence_endings:
            self._fix_sentence_endings(chunks)
        return self._wrap_chunks(chunks)

    def fill(self, text):
        """The wrapped lines as one string."""
        return '\n'.join(self.wrap(text))


def wrap(text, width=70, **kwargs):
    """Wrap a paragraph; returns a list of lines."""
    return TextWrapper(width=width, **kwargs).wrap(text)


def fill(text, width=70, **kwargs):
    """Wrap a paragraph; returns one string."""
    return TextWrapper(width=width, **kwargs).fill(text)


def shorten(text, width, **kwargs):
    """Collapse whitespace and cut the text to `width`, with a placeholder at the end if need be."""
    return TextWrapper(width=width, max_lines=1, **kwargs).fill(' '.join(text.strip().split()))


def dedent(text):
    """Remove the whitespace that all lines begin with; lines of only whitespace become empty."""
    lines = text.split('\n')
    margin = None
    for i, line in enumerate(lines):
        stripped = line.lstrip(' \t')
        if not stripped:
            lines[i] = ''
            continue
        indent = line[:len(line) - len(stripped)]
        if margin is None:
            margin = indent
        while not indent.startswith(margin):
            margin = margin[:-1]
    if margin:
        lines = [line[len(margin):] if line else line for line in lines]
    return '\n'.join(lines)


def indent(text, prefix, predicate=None):
    """Put `prefix` before each line that `predicate` accepts: by default, that is not only whitespace."""
    if predicate is None:
        predicate = str.strip
    return ''.join([prefix + line if predicate(line) else line for line in text.splitlines(True)])
