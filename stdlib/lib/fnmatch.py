"""Shell patterns: * any text, ? any character, [abc] one of these, [!abc] none of these."""

import os

__all__ = ['filter', 'fnmatch', 'fnmatchcase']


def fnmatch(name, pat):
    """Whether a file name fits a pattern."""
    return fnmatchcase(os.path.normcase(name), os.path.normcase(pat))


def filter(names, pat):
    """The names that fit a pattern."""
    return [name for name in names if fnmatch(name, pat)]


def fnmatchcase(name, pat):
    """Whether a name fits a pattern, upper and lower case being different.

    Each * first matches nothing; when the rest does not fit, the latest * takes one character more.
    """
    if isinstance(name, bytes):
        name, pat = name.decode('latin-1'), pat.decode('latin-1')
    i = j = 0
    star = retry = -1
    while i < len(name):
        end = _match_one(name[i], pat, j)
        if j < len(pat) and pat[j] == '*':
            star, retry = j, i
            j += 1
        elif end > 0:
            i += 1
            j = end
        elif star >= 0:
            retry += 1
            i, j = retry, star + 1
        else:
            return False
    return not pat[j:].strip('*')


def _match_one(ch, pat, j):
    """The index behind the part of `pat` at `j` that matches the character, or 0."""
    if j >= len(pat) or pat[j] == '*':
        return 0
    if pat[j] == '?':
        return j + 1
    if pat[j] == '[':
        start = j + 1
        negated = pat[start:start + 1] == '!'
        start += negated
        end = pat.find(']', start + 1)
        if end > 0:
            found = False
            k = start
            while k < end:
                if k + 2 < end and pat[k + 1] == '-':
                    found = found or pat[k] <= ch <= pat[k + 2]
                    k += 3
                else:
                    found = found or pat[k] == ch
                    k += 1
            return end + 1 if found != negated else 0
    return j + 1 if pat[j] == ch else 0
