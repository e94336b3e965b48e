"""File names that fit a shell pattern; ** stands for any number of folders, if asked to."""

import os
from fnmatch import fnmatchcase

__all__ = ['escape', 'glob', 'iglob', 'has_magic']


def glob(pathname, *, root_dir=None, dir_fd=None, recursive=False, include_hidden=False):
    """A list of the paths that fit."""
    return list(iglob(pathname, root_dir=root_dir, recursive=recursive, include_hidden=include_hidden))


def iglob(pathname, *, root_dir=None, dir_fd=None, recursive=False, include_hidden=False):
    """The paths that fit, one by one."""
    root = os.fspath(root_dir) if root_dir is not None else ''
    for path in _iglob(os.fspath(pathname), root, recursive, include_hidden):
        if path:
            yield path


def _iglob(pathname, root, recursive, hidden):
    dirname, basename = os.path.split(pathname)
    if not has_magic(pathname):
        where = os.path.join(root, pathname)
        if os.path.lexists(where) if basename else os.path.isdir(where):
            yield pathname
        return
    if dirname and dirname != pathname and has_magic(dirname):
        folders = _iglob(dirname, root, recursive, hidden)
    else:
        folders = [dirname]
    for folder in folders:
        where = os.path.join(root, folder)
        if recursive and basename == '**':
            names = _below(where, hidden)
        elif not basename:
            names = [''] if os.path.isdir(where) else []
        elif has_magic(basename):
            names = [name for name in _listdir(where)
                     if (hidden or basename[0] == '.' or name[0] != '.') and fnmatchcase(name, basename)]
        else:
            names = [basename] if os.path.lexists(os.path.join(where, basename)) else []
        for name in names:
            yield os.path.join(folder, name)


def _listdir(folder):
    try:
        return os.listdir(folder or '.')
    except OSError:
        return []


def _below(folder, hidden):
    """All paths below a folder, and '' for the folder itself."""
    if folder and not os.path.isdir(folder):
        return
    yield ''
    pending = [(folder, '')]
    while pending:
        place, prefix = pending.pop()
        deeper = []
        for name in _listdir(place):
            if hidden or name[0] != '.':
                path = os.path.join(prefix, name)
                yield path
                inner = os.path.join(place, name)
                if os.path.isdir(inner):
                    deeper.append((inner, path))
        pending.extend(reversed(deeper))


def has_magic(s):
    """Whether a string is a pattern."""
    return any(ch in s for ch in '*?[')


def escape(pathname):
    """The path as a pattern that only it fits."""
    return ''.join([f'[{ch}]' if ch in '*?[' else ch for ch in pathname])
