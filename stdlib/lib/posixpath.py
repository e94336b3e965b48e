"""os.path: names of files, taken apart and put together.  Names are str, bytes or objects with __fspath__()."""

import posix
from posix import fspath, stat, lstat, _path_exists, _path_lexists, _path_isfile, _path_isdir, _path_islink

__all__ = ['normcase', 'isabs', 'join', 'splitdrive', 'split', 'splitext', 'basename', 'dirname', 'commonprefix',
           'getsize', 'getmtime', 'getatime', 'getctime', 'islink', 'exists', 'lexists', 'isdir', 'isfile',
           'ismount', 'expanduser', 'expandvars', 'normpath', 'abspath', 'samefile', 'sameopenfile', 'samestat',
           'curdir', 'pardir', 'sep', 'pathsep', 'defpath', 'altsep', 'extsep', 'devnull', 'realpath',
           'supports_unicode_filenames', 'relpath', 'commonpath']

curdir = '.'
pardir = '..'
extsep = '.'
sep = '/'
pathsep = ':'
defpath = '/bin:/usr/bin'
altsep = None
devnull = '/dev/null'
supports_unicode_filenames = False


def _sep_of(path):
    return b'/' if isinstance(path, bytes) else '/'


def _refuse(funcname, *args):
    """Raise the TypeError that tells what is wrong with the arguments."""
    has_str = has_bytes = False
    for arg in args:
        if isinstance(arg, str):
            has_str = True
        elif isinstance(arg, bytes):
            has_bytes = True
        else:
            raise TypeError(f'{funcname}() argument must be str, bytes, or os.PathLike object, '
                            f'not {arg.__class__.__name__!r}') from None
    if has_str and has_bytes:
        raise TypeError("Can't mix strings and bytes in path components") from None


def normcase(s):
    """The name as it is: capitals count."""
    return fspath(s)


def isabs(s):
    """Does the path begin at the root?"""
    s = fspath(s)
    return s.startswith(_sep_of(s))


def join(a, *p):
    """Put components together; an absolute one throws away what stands before it."""
    a = fspath(a)
    slash = _sep_of(a)
    path = a
    try:
        if not p:
            path[:0] + slash             # a TypeError for other types
        for b in map(fspath, p):
            if b.startswith(slash):
                path = b
            elif not path or path.endswith(slash):
                path += b
            else:
                path += slash + b
    except (TypeError, AttributeError, BytesWarning):
        _refuse('join', a, *p)
        raise
    return path


def split(p):
    """(head, tail): tail is what stands behind the last slash."""
    p = fspath(p)
    slash = _sep_of(p)
    i = p.rfind(slash) + 1
    head, tail = p[:i], p[i:]
    if head and head != slash * len(head):
        head = head.rstrip(slash)
    return head, tail


def splitext(p):
    """(root, extension): the extension begins with the last dot of the name, unless that begins the name."""
    p = fspath(p)
    dot = b'.' if isinstance(p, bytes) else '.'
    begin = p.rfind(_sep_of(p)) + 1
    at = p.rfind(dot)
    if at > begin and p[begin:at].strip(dot):
        return p[:at], p[at:]
    return p, p[:0]


def splitdrive(p):
    """('', p): there are no drives."""
    p = fspath(p)
    return p[:0], p


def basename(p):
    """What stands behind the last slash."""
    p = fspath(p)
    return p[p.rfind(_sep_of(p)) + 1:]


def dirname(p):
    """What stands before the last slash."""
    return split(p)[0]


def commonprefix(m):
    """The longest beginning that all have, character by character."""
    if not m:
        return ''
    if not isinstance(m[0], (list, tuple)):
        m = tuple(map(fspath, m))
    s1 = min(m)
    s2 = max(m)
    for i, c in enumerate(s1):
        if c != s2[i]:
            return s1[:i]
    return s1


def exists(path):
    """Is there such a file?  A link that leads nowhere is none."""
    return _path_exists(path)


def lexists(path):
    """Is there such a name?"""
    return _path_lexists(path)


def isfile(path):
    """Is it an ordinary file?"""
    return _path_isfile(path)


def isdir(s):
    """Is it a directory?"""
    return _path_isdir(s)


def islink(path):
    """Is it a symbolic link?"""
    return _path_islink(path)


def getsize(filename):
    """The size of a file in bytes."""
    return stat(filename).st_size


def getmtime(filename):
    """When the file was last changed."""
    return stat(filename).st_mtime


def getatime(filename):
    """When the file was last read."""
    return stat(filename).st_atime


def getctime(filename):
    """When what the system knows of the file last changed."""
    return stat(filename).st_ctime


def samestat(s1, s2):
    """Do two results of stat() stand for the same file?"""
    return s1.st_ino == s2.st_ino and s1.st_dev == s2.st_dev


def samefile(f1, f2):
    """Do two paths lead to the same file?"""
    return samestat(stat(f1), stat(f2))


def sameopenfile(fp1, fp2):
    """Do two descriptors stand for the same file?"""
    return samestat(posix.fstat(fp1), posix.fstat(fp2))


def ismount(path):
    """Does a file system begin here?"""
    try:
        if islink(path):
            return False
        here = lstat(path)
        above = lstat(realpath(join(fspath(path), b'..' if isinstance(fspath(path), bytes) else '..')))
    except (OSError, ValueError):
        return False
    return here.st_dev != above.st_dev or here.st_ino == above.st_ino


def _home_of(user):
    """The home directory of a user as /etc/passwd has it, or None."""
    try:
        with open('/etc/passwd', encoding='utf-8', errors='surrogateescape') as file:
            for line in file:
                fields = line.rstrip('\n').split(':')
                if len(fields) == 7 and (fields[0] == user if user else fields[2] == str(posix.getuid())):
                    return fields[5]
    except OSError:
        pass
    return None


def expanduser(path):
    """Replace ~ or ~user at the beginning by the home directory, if that is known."""
    path = fspath(path)
    as_bytes = isinstance(path, bytes)
    text = posix.fsdecode(path)
    if not text.startswith('~'):
        return path
    i = text.find('/', 1)
    if i < 0:
        i = len(text)
    user = text[1:i]
    home = posix._read_environ().get('HOME') if not user else None
    if home is None:
        home = _home_of(user)
    if home is None:
        return path
    text = (home.rstrip('/') + text[i:]) or '/'
    return posix.fsencode(text) if as_bytes else text


def _variable_at(text, i):
    """The name of the variable whose $ is at text[i], and where it ends; (None, i + 1) if there is none."""
    if text.startswith('{', i + 1):
        end = text.find('}', i + 2)
        return (None, i + 1) if end < 0 else (text[i + 2:end], end + 1)
    end = i + 1
    while end < len(text) and (text[end].isascii() and text[end].isalnum() or text[end] == '_'):
        end += 1
    return (text[i + 1:end] or None), end


def expandvars(path):
    """Replace $name and ${name} by the variables of the environment; unknown ones stay."""
    path = fspath(path)
    text = posix.fsdecode(path)
    if '$' not in text:
        return path
    variables = posix._read_environ()
    parts = []
    at = 0
    while True:
        i = text.find('$', at)
        if i < 0:
            break
        name, end = _variable_at(text, i)
        parts.append(text[at:i])
        parts.append(variables.get(name, text[i:end]) if name is not None else text[i:end])
        at = end
    text = ''.join(parts) + text[at:]
    return posix.fsencode(text) if isinstance(path, bytes) else text


def normpath(path):
    """The same path without double slashes, . and .."""
    path = fspath(path)
    if isinstance(path, bytes):
        slash, empty, dot, dotdot = b'/', b'', b'.', b'..'
    else:
        slash, empty, dot, dotdot = '/', '', '.', '..'
    if not path:
        return dot
    slashes = 0
    if path.startswith(slash):
        # POSIX lets two slashes at the beginning mean something of their own.
        slashes = 2 if path.startswith(slash * 2) and not path.startswith(slash * 3) else 1
    kept = []
    for part in path.split(slash):
        if part == empty or part == dot:
            continue
        if part != dotdot or (not slashes and not kept) or (kept and kept[-1] == dotdot):
            kept.append(part)
        elif kept:
            kept.pop()
    return slash * slashes + slash.join(kept) or dot


def abspath(path):
    """The path from the root, normalised."""
    path = fspath(path)
    if not isabs(path):
        path = join(posix.getcwdb() if isinstance(path, bytes) else posix.getcwd(), path)
    return normpath(path)


def realpath(filename, *, strict=False):
    """The path from the root without any symbolic links."""
    filename = fspath(filename)
    path, _ = _follow(filename[:0], filename, strict, {})
    return abspath(path)


def _follow(path, rest, strict, seen):
    """Go on from `path` along `rest`.  Answers (path, False) at a loop of links."""
    if isinstance(path, bytes):
        slash, dot, dotdot = b'/', b'.', b'..'
    else:
        slash, dot, dotdot = '/', '.', '..'
    if isabs(rest):
        rest = rest[1:]
        path = slash
    while rest:
        name, _, rest = rest.partition(slash)
        if not name or name == dot:
            continue
        if name == dotdot:
            if path:
                path, name = split(path)
                if name == dotdot:
                    path = join(path, dotdot, dotdot)
            else:
                path = dotdot
            continue
        newpath = join(path, name)
        try:
            link = (lstat(newpath).st_mode & 0o170000) == 0o120000
        except OSError:
            if strict:
                raise
            link = False
        if not link:
            path = newpath
            continue
        if newpath in seen:
            path = seen[newpath]
            if path is not None:
                continue
            if strict:
                stat(newpath)            # raises: too many links
            return join(newpath, rest), False
        seen[newpath] = None
        path, ok = _follow(path, posix.readlink(newpath), strict, seen)
        if not ok:
            return join(path, rest), False
        seen[newpath] = path
    return path, True


def relpath(path, start=None):
    """The way to `path` from `start` (or the current directory)."""
    if not path:
        raise ValueError('no path specified')
    path = fspath(path)
    if isinstance(path, bytes):
        here, slash, dotdot = b'.', b'/', b'..'
    else:
        here, slash, dotdot = '.', '/', '..'
    start = here if start is None else fspath(start)
    try:
        start_list = [x for x in abspath(start).split(slash) if x]
        path_list = [x for x in abspath(path).split(slash) if x]
        i = len(commonprefix([start_list, path_list]))
        rel_list = [dotdot] * (len(start_list) - i) + path_list[i:]
        return join(*rel_list) if rel_list else here
    except (TypeError, AttributeError, BytesWarning):
        _refuse('relpath', path, start)
        raise


def commonpath(paths):
    """The longest path that all lie under."""
    if not paths:
        raise ValueError('commonpath() arg is an empty sequence')
    paths = tuple(map(fspath, paths))
    if isinstance(paths[0], bytes):
        slash, here = b'/', b'.'
    else:
        slash, here = '/', '.'
    try:
        split_paths = [path.split(slash) for path in paths]
        try:
            absolute, = set(p[:1] == slash for p in paths)
        except ValueError:
            raise ValueError("Can't mix absolute and relative paths") from None
        split_paths = [[c for c in s if c and c != here] for s in split_paths]
        common = commonprefix(split_paths)
        return (slash if absolute else slash[:0]) + slash.join(common)
    except (TypeError, AttributeError):
        _refuse('commonpath', *paths)
        raise
