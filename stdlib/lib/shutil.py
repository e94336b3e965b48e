"""Copying, moving and removing files and folders."""

import os

__all__ = ['copyfileobj', 'copyfile', 'copymode', 'copystat', 'copy', 'copy2', 'copytree', 'move', 'rmtree', 'Error',
           'SameFileError', 'SpecialFileError', 'disk_usage', 'which', 'get_terminal_size', 'ignore_patterns']

COPY_BUFSIZE = 64 * 1024


class Error(OSError):
    pass


class SameFileError(Error):
    """Source and destination are the same file."""


class SpecialFileError(OSError):
    """The file is of a kind that cannot be copied."""


def copyfileobj(fsrc, fdst, length=0):
    """Copy what is left of one open file to another."""
    length = length or COPY_BUFSIZE
    while True:
        buf = fsrc.read(length)
        if not buf:
            break
        fdst.write(buf)


def _same_file(src, dst):
    try:
        return os.path.samefile(src, dst)
    except OSError:
        return False


def _is_fifo(path):
    try:
        return os.stat(path).st_mode & 0o170000 == 0o010000
    except OSError:
        return False


def copyfile(src, dst, *, follow_symlinks=True):
    """Copy a file's contents."""
    if _same_file(src, dst):
        raise SameFileError(f'{src!r} and {dst!r} are the same file')
    if not follow_symlinks and os.path.islink(src):
        os.symlink(os.readlink(src), dst)
        return dst
    for name in src, dst:
        if _is_fifo(name):
            raise SpecialFileError(f'`{os.fspath(name)}` is a named pipe')
    with open(src, 'rb') as fsrc:
        try:
            fdst = open(dst, 'wb')
        except IsADirectoryError as e:
            if not os.path.exists(dst):
                raise FileNotFoundError(f'Directory does not exist: {dst}') from e
            raise
        with fdst:
            copyfileobj(fsrc, fdst)
    return dst


def copymode(src, dst, *, follow_symlinks=True):
    """Copy a file's permissions."""
    if follow_symlinks or not (os.path.islink(src) and os.path.islink(dst)):     # links have none
        os.chmod(dst, os.stat(src).st_mode & 0o7777)


def copystat(src, dst, *, follow_symlinks=True):
    """Copy a file's permissions and times."""
    follow = follow_symlinks or not (os.path.islink(src) and os.path.islink(dst))
    st = os.stat(src, follow_symlinks=follow)
    os.utime(dst, ns=(st.st_atime_ns, st.st_mtime_ns), follow_symlinks=follow)
    if follow:
        os.chmod(dst, st.st_mode & 0o7777)


def _target(src, dst):
    return os.path.join(dst, os.path.basename(src)) if os.path.isdir(dst) else dst


def copy(src, dst, *, follow_symlinks=True):
    """Copy a file and its permissions; `dst` may be a folder."""
    dst = _target(src, dst)
    copyfile(src, dst, follow_symlinks=follow_symlinks)
    copymode(src, dst, follow_symlinks=follow_symlinks)
    return dst


def copy2(src, dst, *, follow_symlinks=True):
    """Copy a file, its permissions and times; `dst` may be a folder."""
    dst = _target(src, dst)
    copyfile(src, dst, follow_symlinks=follow_symlinks)
    copystat(src, dst, follow_symlinks=follow_symlinks)
    return dst


def ignore_patterns(*patterns):
    """A function for copytree's `ignore`: leaves out what fits one of the patterns."""
    def _ignore_patterns(path, names):
        from fnmatch import filter
        return {name for pattern in patterns for name in filter(names, pattern)}
    return _ignore_patterns


def copytree(src, dst, symlinks=False, ignore=None, copy_function=copy2, ignore_dangling_symlinks=False,
             dirs_exist_ok=False):
    """Copy a folder with everything in it."""
    names = os.listdir(src)
    ignored = ignore(os.fspath(src), names) if ignore is not None else ()
    os.makedirs(dst, exist_ok=dirs_exist_ok)
    errors = []
    for name in names:
        if name in ignored:
            continue
        here, there = os.path.join(src, name), os.path.join(dst, name)
        try:
            if symlinks and os.path.islink(here):
                os.symlink(os.readlink(here), there)
                copystat(here, there, follow_symlinks=False)
            elif os.path.isdir(here):
                copytree(here, there, symlinks, ignore, copy_function, ignore_dangling_symlinks, dirs_exist_ok)
            elif not (ignore_dangling_symlinks and os.path.islink(here) and not os.path.exists(here)):
                copy_function(here, there)
        except Error as err:
            errors.extend(err.args[0])
        except OSError as why:
            errors.append((here, there, str(why)))
    try:
        copystat(src, dst)
    except OSError as why:
        errors.append((src, dst, str(why)))
    if errors:
        raise Error(errors)
    return dst


def rmtree(path, ignore_errors=False, onerror=None):
    """Remove a folder with everything in it."""
    import sys

    def failed(function, path):
        if ignore_errors:
            return
        if onerror is None:
            raise
        onerror(function, path, sys.exc_info())

    try:
        os.lstat(path)
    except OSError:
        failed(os.lstat, path)
        return
    try:
        if os.path.islink(path):
            raise OSError('Cannot call rmtree on a symbolic link')
    except OSError:
        failed(os.path.islink, path)
        return
    try:
        with os.scandir(path) as found:
            entries = list(found)
    except OSError:
        failed(os.scandir, path)
        entries = []
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            rmtree(entry.path, ignore_errors, onerror)
        else:
            try:
                os.unlink(entry.path)
            except OSError:
                failed(os.unlink, entry.path)
    try:
        os.rmdir(path)
    except OSError:
        failed(os.rmdir, path)


def move(src, dst, copy_function=copy2):
    """Move a file or folder, to another disk if need be; `dst` may be a folder."""
    real_dst = dst
    if os.path.isdir(dst):
        if _same_file(src, dst):
            os.rename(src, dst)
            return dst
        real_dst = os.path.join(dst, os.path.basename(os.fspath(src).rstrip(os.sep)))
        if os.path.exists(real_dst):
            raise Error(f"Destination path '{real_dst}' already exists")
    try:
        os.rename(src, real_dst)
    except OSError:
        if os.path.islink(src):
            os.symlink(os.readlink(src), real_dst)
            os.unlink(src)
        elif os.path.isdir(src):
            if (os.path.abspath(real_dst) + os.sep).startswith(os.path.abspath(src) + os.sep):
                raise Error(f"Cannot move a directory '{src}' into itself '{dst}'.")
            copytree(src, real_dst, copy_function=copy_function, symlinks=True)
            rmtree(src)
        else:
            copy_function(src, real_dst)
            os.unlink(src)
    return real_dst


def disk_usage(path):
    """(total, used, free) in bytes."""
    from collections import namedtuple
    st = os.statvfs(path)
    return namedtuple('usage', 'total used free', module=__name__)(
        st.f_blocks * st.f_frsize, (st.f_blocks - st.f_bfree) * st.f_frsize, st.f_bavail * st.f_frsize)


def get_terminal_size(fallback=(80, 24)):
    """(columns, lines) of the terminal; COLUMNS and LINES in the environment come first."""
    import sys

    def number(name):
        try:
            return int(os.environ[name])
        except (KeyError, ValueError):
            return 0
    columns, lines = number('COLUMNS'), number('LINES')
    if columns <= 0 or lines <= 0:
        try:
            size = os.get_terminal_size(sys.__stdout__.fileno())
        except (AttributeError, ValueError, OSError):
            size = fallback
        columns = columns if columns > 0 else size[0] or fallback[0]
        lines = lines if lines > 0 else size[1] or fallback[1]
    return os.terminal_size((columns, lines))


def which(cmd, mode=os.F_OK | os.X_OK, path=None):
    """The path of a program, or None."""
    def works(place):
        return os.path.exists(place) and os.access(place, mode) and not os.path.isdir(place)

    if os.path.dirname(cmd):
        return cmd if works(cmd) else None
    if path is None:
        path = os.environ.get('PATH', os.defpath)
    if not path:
        return None
    path = os.fsencode(path) if isinstance(cmd, bytes) else os.fsdecode(path)
    for folder in path.split(os.fsencode(os.pathsep) if isinstance(cmd, bytes) else os.pathsep):
        place = os.path.join(folder, cmd)
        if works(place):
            return place
    return None
