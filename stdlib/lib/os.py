"""The operating system: files, directories, processes, the environment.

The calls themselves are in `posix`, written in C; here is what is made of them.
"""

import sys
import posix
import posixpath as path
from posix import *
from posix import _exit
from posixpath import curdir, pardir, sep, pathsep, defpath, extsep, altsep, devnull

sys.modules['os.path'] = path

name = 'posix'
linesep = '\n'
SEEK_SET = 0
SEEK_CUR = 1
SEEK_END = 2

supports_bytes_environ = True
supports_dir_fd = set()
supports_effective_ids = {access}
supports_fd = {chdir, chmod, chown, listdir, stat, statvfs, truncate, utime}
supports_follow_symlinks = {access, chmod, stat, utime}


class _PathLikeType(type):
    def __instancecheck__(cls, instance):
        return hasattr(type(instance), '__fspath__') if cls is PathLike else type.__instancecheck__(cls, instance)

    def __subclasscheck__(cls, sub):
        return hasattr(sub, '__fspath__') if cls is PathLike else type.__subclasscheck__(cls, sub)


class PathLike(metaclass=_PathLikeType):
    """What has a path: classes with a method __fspath__()."""

    def __fspath__(self):
        raise NotImplementedError

    @classmethod
    def __class_getitem__(cls, item):
        return cls


# Directories

def makedirs(name, mode=0o777, exist_ok=False):
    """Make a directory, and those above it that are missing."""
    head, tail = path.split(name)
    if not tail:
        head, tail = path.split(head)
    if head and tail and not path.exists(head):
        try:
            makedirs(head, exist_ok=exist_ok)
        except FileExistsError:
            pass                         # somebody else made it meanwhile
        if tail == (b'.' if isinstance(tail, bytes) else '.'):
            return
    try:
        mkdir(name, mode)
    except OSError:
        if not exist_ok or not path.isdir(name):
            raise


def removedirs(name):
    """Remove a directory, and those above it that are empty then."""
    rmdir(name)
    head, tail = path.split(name)
    if not tail:
        head, tail = path.split(head)
    while head and tail:
        try:
            rmdir(head)
        except OSError:
            break
        head, tail = path.split(head)


def renames(old, new):
    """Rename, making directories as needed and removing those that are empty then."""
    head, tail = path.split(new)
    if head and tail and not path.exists(head):
        makedirs(head)
    rename(old, new)
    head, tail = path.split(old)
    if head and tail:
        try:
            removedirs(head)
        except OSError:
            pass


class DirEntry:
    """One name of a directory, as scandir() gives it."""

    __slots__ = ('name', 'path', '_type', '_inode', '_stat', '_lstat')

    def __init__(self):
        raise TypeError("cannot create 'posix.DirEntry' instances")

    def __repr__(self):
        return f'<DirEntry {self.name!r}>'

    def __fspath__(self):
        return self.path

    def inode(self):
        """The number of the file."""
        return self._inode

    def stat(self, *, follow_symlinks=True):
        """What stat() says; asked once."""
        if follow_symlinks:
            if self._stat is None:
                self._stat = stat(self.path)
            return self._stat
        if self._lstat is None:
            self._lstat = lstat(self.path)
        return self._lstat

    def _is(self, kind, follow_symlinks):
        # d_type: 0 is unknown, 10 a link, else the file type bits of the mode.
        if self._type not in (0, 10) or (self._type == 10 and not follow_symlinks):
            return self._type == kind
        try:
            return self.stat(follow_symlinks=follow_symlinks).st_mode >> 12 == kind
        except FileNotFoundError:
            return False

    def is_dir(self, *, follow_symlinks=True):
        """Is it a directory?"""
        return self._is(4, follow_symlinks)

    def is_file(self, *, follow_symlinks=True):
        """Is it an ordinary file?"""
        return self._is(8, follow_symlinks)

    def is_symlink(self):
        """Is it a symbolic link?"""
        return self._is(10, False)


DirEntry.__module__ = 'posix'


class ScandirIterator:
    """What scandir() answers."""

    def __init__(self, folder, rows):
        self._folder = folder
        self._rows = iter(rows)

    def __repr__(self):
        return f'<posix.ScandirIterator object at {id(self):#x}>'

    def __iter__(self):
        return self

    def __next__(self):
        name, kind, number = next(self._rows)
        entry = object.__new__(DirEntry)
        entry.name = name
        entry.path = name if self._folder is None else path.join(self._folder, name)
        entry._type = kind
        entry._inode = number
        entry._stat = entry._lstat = None
        return entry

    def close(self):
        """No more entries."""
        self._rows = iter(())

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.close()


ScandirIterator.__module__ = 'posix'


def scandir(path=None):
    """An iterator over the entries of a directory."""
    rows = posix._scan_folder(path)
    return ScandirIterator(None if isinstance(path, int) else '.' if path is None else fspath(path), rows)


def walk(top, topdown=True, onerror=None, followlinks=False):
    """Go through a directory and all below it: yields (path, names of directories, names of files).

    With topdown, changes of the list of directories decide where it goes.
    """
    sys.audit('os.walk', top, topdown, onerror, followlinks)
    stack = [fspath(top)]
    while stack:
        top = stack.pop()
        if isinstance(top, tuple):
            yield top
            continue
        dirs = []
        nondirs = []
        walk_dirs = []
        try:
            entries = scandir(top)
        except OSError as error:
            if onerror is not None:
                onerror(error)
            continue
        for entry in entries:
            try:
                is_dir = entry.is_dir()
            except OSError:
                is_dir = False
            (dirs if is_dir else nondirs).append(entry.name)
            if not topdown and is_dir and (followlinks or not entry.is_symlink()):
                walk_dirs.append(entry.path)
        if topdown:
            yield top, dirs, nondirs
            for dirname in reversed(dirs):
                new_path = path.join(top, dirname)
                if followlinks or not path.islink(new_path):
                    stack.append(new_path)
        else:
            stack.append((top, dirs, nondirs))
            stack.extend(reversed(walk_dirs))


# The environment

class _Environ:
    """The environment as a mapping of str to str; what is set here is set for child processes too."""

    def __init__(self, data):
        self._data = data

    @staticmethod
    def _check(value):
        if not isinstance(value, str):
            raise TypeError(f'str expected, not {type(value).__name__}')
        return value

    def __getitem__(self, key):
        try:
            return self._data[self._check(key)]
        except KeyError:
            raise KeyError(key) from None

    def __setitem__(self, key, value):
        putenv(self._check(key), self._check(value))
        self._data[key] = value

    def __delitem__(self, key):
        unsetenv(self._check(key))
        try:
            del self._data[key]
        except KeyError:
            raise KeyError(key) from None

    def __iter__(self):
        for key in list(self._data):
            yield key

    def __len__(self):
        return len(self._data)

    def __contains__(self, key):
        return self._check(key) in self._data

    def __repr__(self):
        items = ', '.join(f'{key!r}: {value!r}' for key, value in self._data.items())
        return f'environ({{{items}}})'

    def __eq__(self, other):
        if isinstance(other, _Environ):
            other = other._data
        return self._data == other if isinstance(other, dict) else NotImplemented

    __hash__ = None

    def __or__(self, other):
        if not isinstance(other, (dict, _Environ)):
            return NotImplemented
        new = dict(self._data)
        new.update(other)
        return new

    def __ror__(self, other):
        if not isinstance(other, (dict, _Environ)):
            return NotImplemented
        new = dict(other)
        new.update(self._data)
        return new

    def __ior__(self, other):
        self.update(other)
        return self

    def keys(self):
        return self._data.keys()

    def values(self):
        return self._data.values()

    def items(self):
        return self._data.items()

    def get(self, key, default=None):
        return self._data.get(self._check(key), default)

    def copy(self):
        return dict(self._data)

    def setdefault(self, key, value):
        if key not in self:
            self[key] = value
        return self[key]

    _missing = object()

    def pop(self, key, default=_missing):
        try:
            value = self[key]
        except KeyError:
            if default is self._missing:
                raise
            return default
        del self[key]
        return value

    def popitem(self):
        for key in self._data:
            return key, self.pop(key)
        raise KeyError

    def clear(self):
        for key in list(self._data):
            del self[key]

    def update(self, other=(), /, **kwds):
        if hasattr(other, 'keys'):
            for key in other.keys():
                self[key] = other[key]
        else:
            for key, value in other:
                self[key] = value
        for key, value in kwds.items():
            self[key] = value


environ = _Environ(posix._read_environ())


def getenv(key, default=None):
    """A variable of the environment, or the default."""
    return environ.get(key, default)


def getenvb(key, default=None):
    """The same with bytes."""
    if not isinstance(key, bytes):
        raise TypeError(f'bytes expected, not {type(key).__name__}')
    value = environ.get(fsdecode(key))
    return default if value is None else fsencode(value)


def get_exec_path(env=None):
    """Where programs are looked for."""
    found = (environ if env is None else env).get('PATH')
    return (defpath if found is None else found).split(pathsep)


# Programs

_at_fork = {'before': [], 'after_in_parent': [], 'after_in_child': []}


def register_at_fork(*, before=_at_fork, after_in_child=_at_fork, after_in_parent=_at_fork):
    """Functions to be called at each fork: in the parent before it and after it, and in the child."""
    functions = {'before': before, 'after_in_child': after_in_child, 'after_in_parent': after_in_parent}
    given = {name: function for name, function in functions.items() if function is not _at_fork}
    if not given:
        raise TypeError('At least one argument is required.')
    for name, function in given.items():
        if not callable(function):
            raise TypeError(f"'{name}' must be callable, not {type(function).__name__}")
    for name, function in given.items():
        _at_fork[name].append(function)


def _call_at_fork(functions):
    for function in functions:
        try:
            function()
        except BaseException as e:
            from types import SimpleNamespace
            sys.unraisablehook(SimpleNamespace(exc_type=type(e), exc_value=e, exc_traceback=e.__traceback__,
                                               err_msg='Exception ignored in', object=function))


def fork():
    """Fork a child process: 0 in the child, the child's pid in the parent."""
    _call_at_fork(reversed(_at_fork['before']))
    pid = -1
    try:
        pid = posix.fork()
    finally:
        _call_at_fork(_at_fork['after_in_parent' if pid else 'after_in_child'])
    return pid


def execve(path, argv, env, /):
    """Run another program in place of this one, with another environment."""
    posix._exec_env(path, argv, [fsencode(key) + b'=' + fsencode(env[key]) for key in env.keys()])


def _exec_search(file, args, env=None):
    def run(program):
        execv(program, args) if env is None else execve(program, args, env)

    if path.dirname(file):
        run(file)
    first = last = None
    for folder in get_exec_path(env):
        try:
            run(path.join(folder, fsdecode(file)))
        except (FileNotFoundError, NotADirectoryError) as e:
            last = e
        except OSError as e:
            last = e
            if first is None:
                first = e
    raise first if first is not None else last


def execvp(file, args):
    """execv() with a search along PATH."""
    _exec_search(file, args)


def execvpe(file, args, env):
    """execve() with a search along PATH."""
    _exec_search(file, args, env)


def execl(file, *args):
    """execv() with the arguments one by one."""
    execv(file, args)


def execle(file, *args):
    """execve() with the arguments one by one, the environment last."""
    execve(file, args[:-1], args[-1])


def execlp(file, *args):
    """execvp() with the arguments one by one."""
    execvp(file, args)


def execlpe(file, *args):
    """execvpe() with the arguments one by one, the environment last."""
    execvpe(file, args[:-1], args[-1])


# Open files

def fdopen(fd, mode='r', buffering=-1, encoding=None, *args, **kwargs):
    """A file object for a descriptor."""
    if not isinstance(fd, int):
        raise TypeError(f'invalid fd type ({type(fd)}, expected integer)')
    return __builtins_open(fd, mode, buffering, encoding, *args, **kwargs)


def _builtins_open():
    import builtins
    return builtins.open


__builtins_open = _builtins_open()       # `open` here is posix's


class _wrap_close:
    """The pipe of popen(); closing it waits for the command."""

    def __init__(self, stream, proc):
        self._stream = stream
        self._proc = proc

    def close(self):
        self._stream.close()
        code = self._proc.wait()
        if code == 0:
            return None
        return code << 8 if code > 0 else code

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def __iter__(self):
        return iter(self._stream)


def popen(cmd, mode="r", buffering=-1):
    """A file that reads the output of a shell command, or with mode "w" writes its input."""
    if not isinstance(cmd, str):
        raise TypeError("invalid cmd type (%s, expected string)" % type(cmd))
    if mode not in ("r", "w"):
        raise ValueError("invalid mode %r" % mode)
    if buffering == 0 or buffering is None:
        raise ValueError("popen() does not support unbuffered streams")
    import subprocess
    if mode == "r":
        proc = subprocess.Popen(cmd, shell=True, text=True, stdout=subprocess.PIPE, bufsize=buffering)
        return _wrap_close(proc.stdout, proc)
    proc = subprocess.Popen(cmd, shell=True, text=True, stdin=subprocess.PIPE, bufsize=buffering)
    return _wrap_close(proc.stdin, proc)
