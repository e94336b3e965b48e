"""Importing by name at run time."""
import _imp

__all__ = ['__import__', 'import_module', 'invalidate_caches', 'reload']

__import__ = __import__


def invalidate_caches():
    """Nothing is cached here."""


def import_module(name, package=None):
    """The module of this name; a name with leading dots is relative to `package`."""
    level = 0
    if name.startswith('.'):
        if not package:
            raise TypeError(f"the 'package' argument is required to perform a relative import for {name!r}")
        while level < len(name) and name[level] == '.':
            level += 1
        base = package.rsplit('.', level - 1)
        if len(base) < level:
            raise ImportError('attempted relative import beyond top-level package')
        rest = name[level:]
        name = f'{base[0]}.{rest}' if rest else base[0]
    return _imp.import_module(name)


def reload(module):
    """Runs the module's source again, in the same namespace."""
    return _imp.reload(module)
