"""Files and folders with names that nobody else uses, mostly removed at the end."""

import io as _io
import os as _os

__all__ = ['NamedTemporaryFile', 'TemporaryFile', 'SpooledTemporaryFile', 'TemporaryDirectory', 'mkstemp', 'mkdtemp',
           'mktemp', 'TMP_MAX', 'gettempprefix', 'tempdir', 'gettempdir']

TMP_MAX = 10000
tempdir = None
_CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789_'
_random = None


def _random_name():
    global _random
    if _random is None:
        from random import Random
        _random = Random()
    return ''.join(_random.choices(_CHARACTERS, k=8))


def gettempprefix():
    """What names begin with unless told otherwise."""
    return 'tmp'


def gettempdir():
    """The folder for temporary files."""
    global tempdir
    if tempdir is None:
        places = [_os.environ.get(name) for name in ('TMPDIR', 'TEMP', 'TMP')]
        for place in [*places, '/tmp', '/var/tmp', '/usr/tmp', _os.getcwd()]:
            if place and _os.path.isdir(place) and _os.access(place, _os.W_OK | _os.X_OK):
                tempdir = _os.path.abspath(place)
                break
        else:
            raise FileNotFoundError('No usable temporary directory found in '
                                    f"{[p for p in [*places, '/tmp', '/var/tmp', '/usr/tmp'] if p]}")
    return tempdir


def _attempt(make, suffix, prefix, dir):
    """Call make(path) with random names until one is free."""
    folder = gettempdir() if dir is None else _os.fspath(dir)
    prefix = gettempprefix() if prefix is None else prefix
    for _ in range(TMP_MAX):
        path = _os.path.abspath(_os.path.join(folder, f"{prefix}{_random_name()}{suffix or ''}"))
        try:
            return make(path), path
        except FileExistsError:
            continue
    raise FileExistsError(17, 'No usable temporary file name found')


def mkstemp(suffix=None, prefix=None, dir=None, text=False):
    """Make a file; returns (descriptor, path).  The caller removes it."""
    flags = _os.O_RDWR | _os.O_CREAT | _os.O_EXCL
    return _attempt(lambda path: _os.open(path, flags, 0o600), suffix, prefix, dir)


def mkdtemp(suffix=None, prefix=None, dir=None):
    """Make a folder; returns its path.  The caller removes it."""
    return _attempt(lambda path: _os.mkdir(path, 0o700), suffix, prefix, dir)[1]


def mktemp(suffix='', prefix='tmp', dir=None):
    """A name that is free now; unsafe, as someone else may take it."""
    def check(path):
        if _os.path.lexists(path):
            raise FileExistsError
    return _attempt(check, suffix, prefix, dir)[1]


class _TemporaryFileWrapper:
    """A file that is removed when it is closed."""

    def __init__(self, file, name, delete):
        self.file = file
        self.name = name
        self.delete = delete
        self._removed = False

    def __getattr__(self, name):
        return getattr(self.file, name)

    def __enter__(self):
        self.file.__enter__()
        return self

    def __exit__(self, *exc_info):
        self.close()

    def __iter__(self):
        return iter(self.file)

    def __del__(self):
        self.close()

    def close(self):
        self.file.close()
        if self.delete and not self._removed:
            self._removed = True
            try:
                _os.unlink(self.name)
            except FileNotFoundError:
                pass

    def __repr__(self):
        return f'<{type(self).__name__} {self.file!r}>'


def _opened(suffix, prefix, dir, *args):
    fd, name = mkstemp(suffix, prefix, dir)
    try:
        return open(fd, *args), name
    except BaseException:
        try:
            if _os.path.samestat(_os.fstat(fd), _os.stat(name)):     # open() has not closed it
                _os.close(fd)
        except OSError:
            pass
        _os.unlink(name)
        raise


def NamedTemporaryFile(mode='w+b', buffering=-1, encoding=None, newline=None, suffix=None, prefix=None, dir=None,
                       delete=True, *, errors=None):
    """An open temporary file with a name; it is removed when it is closed."""
    file, name = _opened(suffix, prefix, dir, mode, buffering, encoding, errors, newline)
    return _TemporaryFileWrapper(file, name, delete)


def TemporaryFile(mode='w+b', buffering=-1, encoding=None, newline=None, suffix=None, prefix=None, dir=None, *,
                  errors=None):
    """An open temporary file without a name."""
    file, name = _opened(suffix, prefix, dir, mode, buffering, encoding, errors, newline)
    _os.unlink(name)
    return file


class SpooledTemporaryFile(_io.IOBase):
    """A temporary file that stays in memory until it is larger than `max_size`."""
    _rolled = False

    def __init__(self, max_size=0, mode='w+b', buffering=-1, encoding=None, newline=None, suffix=None, prefix=None,
                 dir=None, *, errors=None):
        self._file = _io.BytesIO()
        if 'b' not in mode:
            self._file = _io.TextIOWrapper(self._file, encoding=encoding, errors=errors, newline=newline)
        self._max_size = max_size
        self._args = dict(mode=mode, buffering=buffering, encoding=encoding, newline=newline, suffix=suffix,
                          prefix=prefix, dir=dir, errors=errors)

    __class_getitem__ = classmethod(type(list[int]))

    def rollover(self):
        """Move the contents to a real file."""
        if self._rolled:
            return
        memory, self._file = self._file, TemporaryFile(**self._args)
        pos = memory.tell()
        if hasattr(self._file, 'buffer'):
            self._file.buffer.write(memory.detach().getvalue())
        else:
            self._file.write(memory.getvalue())
        self._file.seek(pos)
        self._rolled = True

    def _check(self):
        if self._max_size and not self._rolled and self._file.tell() > self._max_size:
            self.rollover()

    def write(self, s):
        count = self._file.write(s)
        self._check()
        return count

    def writelines(self, lines):
        self._file.writelines(lines)
        self._check()

    def truncate(self, size=None):
        if size is not None and size > self._max_size:
            self.rollover()
        return self._file.truncate(size)

    def fileno(self):
        self.rollover()
        return self._file.fileno()

    @property
    def mode(self):
        return self._file.mode if self._rolled else self._args['mode']

    @property
    def name(self):
        return self._file.name if self._rolled else None

    def __enter__(self):
        if self._file.closed:
            raise ValueError('Cannot enter context with closed file')
        return self

    def __exit__(self, *exc_info):
        self._file.close()

    def __iter__(self):
        return iter(self._file)


# The rest goes to whatever file there is at the time of the call.

def _delegate(name):
    def method(self, *args):
        return getattr(self._file, name)(*args)
    method.__name__ = name
    method.__qualname__ = f'SpooledTemporaryFile.{name}'
    setattr(SpooledTemporaryFile, name, method)


for _name in ('close', 'detach', 'flush', 'isatty', 'read', 'read1', 'readable', 'readinto', 'readinto1', 'readline',
              'readlines', 'seek', 'seekable', 'tell', 'writable'):
    _delegate(_name)
for _name in ('closed', 'encoding', 'errors', 'newlines'):
    setattr(SpooledTemporaryFile, _name, property(lambda self, _name=_name: getattr(self._file, _name)))


class TemporaryDirectory:
    """A folder that is removed with everything in it at the end of the block."""

    def __init__(self, suffix=None, prefix=None, dir=None, ignore_cleanup_errors=False):
        self.name = mkdtemp(suffix, prefix, dir)
        self._ignore_cleanup_errors = ignore_cleanup_errors
        from weakref import finalize
        self._finalizer = finalize(self, _remove, self.name)

    def __repr__(self):
        return f'<{self.__class__.__name__} {self.name!r}>'

    def __enter__(self):
        return self.name

    def __exit__(self, *exc_info):
        self.cleanup()

    def cleanup(self):
        """Remove the folder now."""
        if self._finalizer.detach() or _os.path.exists(self.name):
            _remove(self.name, self._ignore_cleanup_errors)


def _remove(path, ignore_errors=False):
    from shutil import rmtree
    rmtree(path, ignore_errors)
