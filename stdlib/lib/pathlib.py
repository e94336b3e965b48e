"""Paths as objects: PurePath knows only text, Path also asks the operating system (POSIX only).

A path is kept as its root ('', '/' or '//') and the list of its parts without the root.
"""

import os
import warnings
from errno import EBADF, ELOOP, ENOENT, ENOTDIR

__all__ = ['PurePath', 'PurePosixPath', 'Path', 'PosixPath']


class PurePath:
    """A path as text."""
    __slots__ = ('_root', '_names', '_text')

    def __new__(cls, *args):
        if cls is PurePath:
            cls = PurePosixPath
        return cls._from_args(args)

    @classmethod
    def _from_args(cls, args):
        root, names = '', []
        for arg in args:
            if isinstance(arg, PurePath):
                arg_root, arg_names = arg._root, arg._names
            else:
                text = os.fspath(arg)
                if not isinstance(text, str):
                    raise TypeError('argument should be a str object or an os.PathLike object returning str, '
                                    f'not {type(text)!r}')
                arg_root = ''
                if text.startswith('/'):
                    arg_root = '//' if text.startswith('//') and not text.startswith('///') else '/'
                arg_names = [name for name in text.split('/') if name and name != '.']
            if arg_root:
                root, names = arg_root, []
            names = names + arg_names
        return cls._make(root, names)

    @classmethod
    def _make(cls, root, names):
        self = object.__new__(cls)
        self._root = root
        self._names = names
        self._text = root + '/'.join(names) or '.'
        return self

    def __reduce__(self):
        return self.__class__, tuple(self.parts)

    def __str__(self):
        return self._text

    def __fspath__(self):
        return self._text

    def as_posix(self):
        return self._text

    def __bytes__(self):
        return os.fsencode(self._text)

    def __repr__(self):
        return f'{self.__class__.__name__}({self._text!r})'

    def as_uri(self):
        if not self.is_absolute():
            raise ValueError("relative path can't be expressed as a file URI")
        safe = '/-._~'
        return 'file://' + ''.join([chr(b) if chr(b) in safe or b < 128 and chr(b).isalnum() else f'%{b:02X}'
                                    for b in os.fsencode(self._text)])

    # Comparison goes by parts.

    def _key(self):
        return (self._root, *self._names)

    def __eq__(self, other):
        return self._key() == other._key() if isinstance(other, PurePath) else NotImplemented

    def __hash__(self):
        return hash(self._key())

    def __lt__(self, other):
        return self.parts < other.parts if isinstance(other, PurePath) else NotImplemented

    def __le__(self, other):
        return self.parts <= other.parts if isinstance(other, PurePath) else NotImplemented

    def __gt__(self, other):
        return self.parts > other.parts if isinstance(other, PurePath) else NotImplemented

    def __ge__(self, other):
        return self.parts >= other.parts if isinstance(other, PurePath) else NotImplemented

    # Parts

    drive = ''

    @property
    def root(self):
        return self._root

    @property
    def anchor(self):
        return self._root

    @property
    def parts(self):
        return ((self._root,) if self._root else ()) + tuple(self._names)

    @property
    def name(self):
        """The last part."""
        return self._names[-1] if self._names else ''

    @property
    def suffix(self):
        """The last part's ending, with the dot."""
        i = self.name.rfind('.')
        return self.name[i:] if 0 < i < len(self.name) - 1 else ''

    @property
    def suffixes(self):
        """All endings."""
        if self.name.endswith('.'):
            return []
        return ['.' + suffix for suffix in self.name.lstrip('.').split('.')[1:]]

    @property
    def stem(self):
        """The last part without its ending."""
        i = self.name.rfind('.')
        return self.name[:i] if 0 < i < len(self.name) - 1 else self.name

    def with_name(self, name):
        """The path with another last part."""
        if not self.name:
            raise ValueError(f'{self!r} has an empty name')
        if not name or '/' in name or name == '.':
            raise ValueError(f'Invalid name {name!r}')
        return self._make(self._root, self._names[:-1] + [name])

    def with_stem(self, stem):
        """The path with another last part but the same ending."""
        return self.with_name(stem + self.suffix)

    def with_suffix(self, suffix):
        """The path with another ending."""
        if '/' in suffix or suffix and not suffix.startswith('.') or suffix == '.':
            raise ValueError(f'Invalid suffix {suffix!r}')
        name = self.name
        if not name:
            raise ValueError(f'{self!r} has an empty name')
        old = self.suffix
        return self._make(self._root, self._names[:-1] + [(name[:-len(old)] if old else name) + suffix])

    def relative_to(self, *other):
        """What has to be joined to `other` to get this path."""
        if not other:
            raise TypeError('need at least one argument')
        base = self._from_args(other)
        n = len(base._names)
        if self._root != base._root or self._names[:n] != base._names:
            raise ValueError(f"{str(self)!r} is not in the subpath of {str(base)!r} OR one path is relative and the "
                             "other is absolute.")
        return self._make('', self._names[n:])

    def is_relative_to(self, *other):
        try:
            self.relative_to(*other)
            return True
        except ValueError:
            return False

    def joinpath(self, *args):
        return self._from_args((self, *args))

    def __truediv__(self, key):
        try:
            return self._from_args((self, key))
        except TypeError:
            return NotImplemented

    def __rtruediv__(self, key):
        try:
            return self._from_args((key, self))
        except TypeError:
            return NotImplemented

    @property
    def parent(self):
        """The path without its last part."""
        return self._make(self._root, self._names[:-1]) if self._names else self

    @property
    def parents(self):
        """All paths above this one, the nearest first."""
        return _Parents([self._make(self._root, self._names[:i]) for i in range(len(self._names) - 1, -1, -1)],
                        self.__class__.__name__)

    def is_absolute(self):
        return bool(self._root)

    def is_reserved(self):
        return False

    def match(self, path_pattern):
        """Whether the path, or its end if the pattern is relative, fits a pattern."""
        from fnmatch import fnmatchcase
        pattern = self._from_args((path_pattern,)).parts
        if not pattern:
            raise ValueError('empty pattern')
        parts = self.parts
        if pattern[0].startswith('/') and len(pattern) != len(parts) or len(pattern) > len(parts):
            return False
        return all(fnmatchcase(part, pat) for part, pat in zip(reversed(parts), reversed(pattern)))


class _Parents(tuple):
    """The tuple that `parents` returns."""

    def __new__(cls, items, name):
        self = tuple.__new__(cls, items)
        self._name = name
        return self

    def __repr__(self):
        return f'<{self._name}.parents>'


class PurePosixPath(PurePath):
    """PurePath, by the rules of POSIX."""
    __slots__ = ()


class Path(PurePath):
    """A path of this machine."""
    __slots__ = ()

    def __new__(cls, *args, **kwargs):
        return (PosixPath if cls is Path else cls)._from_args(args)

    def __enter__(self):
        warnings.warn('pathlib.Path.__enter__() is deprecated and scheduled for removal in Python 3.13; '
                      'Path objects as a context manager is a no-op', DeprecationWarning, stacklevel=2)
        return self

    def __exit__(self, *exc_info):
        pass

    @classmethod
    def cwd(cls):
        """The working directory."""
        return cls(os.getcwd())

    @classmethod
    def home(cls):
        """The user's home directory."""
        return cls('~').expanduser()

    def expanduser(self):
        """The path with ~ or ~user at its beginning replaced."""
        if not self._root and self._names and self._names[0][:1] == '~':
            home = os.path.expanduser(self._names[0])
            if home[:1] == '~':
                raise RuntimeError('Could not determine home directory.')
            return self._from_args((home, *self._names[1:]))
        return self

    def absolute(self):
        """The path from the root."""
        return self if self.is_absolute() else self._from_args((os.getcwd(), self))

    def resolve(self, strict=False):
        """The path from the root, without symbolic links and '..'."""
        try:
            path = self._from_args((os.path.realpath(self, strict=strict),))
            if not strict:
                path.stat()
        except OSError as e:
            if e.errno == ELOOP:
                raise RuntimeError(f'Symlink loop from {e.filename!r}')
            if strict:
                raise
        return path

    def samefile(self, other_path):
        return os.path.samefile(self, other_path)

    # What there is

    def stat(self, *, follow_symlinks=True):
        return os.stat(self) if follow_symlinks else os.lstat(self)

    def lstat(self):
        return os.lstat(self)

    def exists(self):
        return os.path.exists(self)

    def is_dir(self):
        return os.path.isdir(self)

    def is_file(self):
        return os.path.isfile(self)

    def is_symlink(self):
        return os.path.islink(self)

    def _has_type(self, bits):
        try:
            return os.stat(self).st_mode & 0o170000 == bits
        except (OSError, ValueError) as e:
            if isinstance(e, OSError) and e.errno not in (ENOENT, ENOTDIR, EBADF, ELOOP):
                raise
            return False

    def is_block_device(self):
        return self._has_type(0o060000)

    def is_char_device(self):
        return self._has_type(0o020000)

    def is_fifo(self):
        return self._has_type(0o010000)

    def is_socket(self):
        return self._has_type(0o140000)

    def is_mount(self):
        return os.path.ismount(self)

    def owner(self):
        import pwd
        return pwd.getpwuid(self.stat().st_uid).pw_name

    def iterdir(self):
        """The paths in this folder."""
        for name in os.listdir(self):
            yield self._make(self._root, self._names + [name])

    def glob(self, pattern):
        """The paths below this one that fit a relative pattern."""
        if not pattern:
            raise ValueError(f'Unacceptable pattern: {pattern!r}')
        parsed = self._from_args((pattern,))
        if parsed._root:
            raise NotImplementedError('Non-relative patterns are unsupported')
        seen = set()
        for path in self._select(parsed._names, pattern.endswith('/')):
            if path not in seen:
                seen.add(path)
                yield path

    def rglob(self, pattern):
        """The paths anywhere below this one that fit a relative pattern."""
        yield from self.glob('**/' + str(pattern))

    def _select(self, patterns, only_dirs=False):
        if not patterns:
            if not only_dirs or self.is_dir():
                yield self
            return
        first, rest = patterns[0], patterns[1:]
        if first == '**':
            yield from self._select(rest, True if not rest else only_dirs)
            for child in self._children():
                if child.is_dir() and not child.is_symlink():
                    yield from child._select(patterns, only_dirs)
        elif any(ch in first for ch in '*?['):
            from fnmatch import fnmatchcase
            for child in self._children():
                if fnmatchcase(child.name, first) and (not rest or child.is_dir()):
                    yield from child._select(rest, only_dirs)
        else:
            child = self._make(self._root, self._names + [first])
            if child.exists() or child.is_symlink():
                yield from child._select(rest, only_dirs)

    def _children(self):
        try:
            return list(self.iterdir())
        except OSError:
            return []

    # Contents

    def open(self, mode='r', buffering=-1, encoding=None, errors=None, newline=None):
        return open(self, mode, buffering, encoding, errors, newline)

    def read_text(self, encoding=None, errors=None):
        with self.open('r', encoding=encoding, errors=errors) as f:
            return f.read()

    def read_bytes(self):
        with self.open('rb') as f:
            return f.read()

    def write_text(self, data, encoding=None, errors=None, newline=None):
        if not isinstance(data, str):
            raise TypeError(f'data must be str, not {data.__class__.__name__}')
        with self.open('w', encoding=encoding, errors=errors, newline=newline) as f:
            return f.write(data)

    def write_bytes(self, data):
        if not isinstance(data, (bytes, bytearray)):       # before the file is emptied
            raise TypeError(f'memoryview: a bytes-like object is required, not {type(data).__name__!r}')
        with self.open('wb') as f:
            return f.write(data)

    # Changes

    def touch(self, mode=0o666, exist_ok=True):
        """Make an empty file, or set the time of the one that is there."""
        if exist_ok and self.exists():
            os.utime(self, None)
            return
        flags = os.O_CREAT | os.O_WRONLY | (0 if exist_ok else os.O_EXCL)
        os.close(os.open(self, flags, mode))

    def mkdir(self, mode=0o777, parents=False, exist_ok=False):
        try:
            os.mkdir(self, mode)
        except FileNotFoundError:
            if not parents or self.parent == self:
                raise
            self.parent.mkdir(parents=True, exist_ok=True)
            self.mkdir(mode, parents=False, exist_ok=exist_ok)
        except OSError:
            if not exist_ok or not self.is_dir():
                raise

    def chmod(self, mode, *, follow_symlinks=True):
        os.chmod(self, mode)

    def unlink(self, missing_ok=False):
        try:
            os.unlink(self)
        except FileNotFoundError:
            if not missing_ok:
                raise

    def rmdir(self):
        os.rmdir(self)

    def rename(self, target):
        os.rename(self, target)
        return self.__class__(target)

    def replace(self, target):
        os.replace(self, target)
        return self.__class__(target)

    def symlink_to(self, target, target_is_directory=False):
        os.symlink(target, self)

    def hardlink_to(self, target):
        os.link(target, self)

    def readlink(self):
        return self._from_args((os.readlink(self),))


class PosixPath(Path, PurePosixPath):
    """Path on POSIX."""
    __slots__ = ()
