"""Lines of source files, kept in memory: for tracebacks and warnings."""

__all__ = ['getline', 'clearcache', 'checkcache', 'lazycache', 'getlines', 'updatecache']

cache = {}             # filename -> (size, mtime, lines, full name)


def getline(filename, lineno, module_globals=None):
    """A line with its newline, or '' if there is none."""
    lines = getlines(filename, module_globals)
    return lines[lineno - 1] if 1 <= lineno <= len(lines) else ''


def getlines(filename, module_globals=None):
    """All lines of a file, or [] if it cannot be read."""
    if filename in cache:
        return cache[filename][2]
    try:
        return updatecache(filename, module_globals)
    except MemoryError:
        clearcache()
        return []


def clearcache():
    """Forget everything."""
    cache.clear()


def checkcache(filename=None):
    """Forget files that have changed."""
    import os
    for name in list(cache) if filename is None else [filename]:
        entry = cache.get(name)
        if entry is None or entry[1] is None:
            continue
        try:
            stat = os.stat(entry[3])
        except (OSError, ValueError):
            cache.pop(name, None)
            continue
        if (entry[0], entry[1]) != (stat.st_size, stat.st_mtime):
            cache.pop(name, None)


def lazycache(filename, module_globals):
    """Source comes from files only, so there is nothing to prepare."""
    return False


def updatecache(filename, module_globals=None):
    """Read a file, looking for it along sys.path if need be."""
    import os
    import sys
    cache.pop(filename, None)
    if not filename or filename.startswith('<') and filename.endswith('>'):
        return []
    places = [filename]
    if not os.path.isabs(filename):
        places += [os.path.join(folder, filename) for folder in sys.path if isinstance(folder, str)]
    for place in places:
        try:
            with open(place, encoding='utf-8') as file:
                lines = file.readlines()
            stat = os.stat(place)
        except (OSError, ValueError):
            continue
        if lines and not lines[-1].endswith('\n'):
            lines[-1] += '\n'
        cache[filename] = stat.st_size, stat.st_mtime, lines, place
        return lines
    return []
