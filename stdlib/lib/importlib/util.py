"""The part of importlib.util that asks what would be imported."""
import _imp
import sys
from importlib import import_module


def resolve_name(name, package):
    if not name.startswith('.'):
        return name
    if not package:
        raise ImportError(f'no package specified for {name!r} (required for relative module names)')
    level = 0
    while level < len(name) and name[level] == '.':
        level += 1
    base = package.rsplit('.', level - 1)
    if len(base) < level:
        raise ImportError('attempted relative import beyond top-level package')
    rest = name[level:]
    return f'{base[0]}.{rest}' if rest else base[0]


def find_spec(name, package=None):
    """The spec of the module, or None if there is none. Imports its parents."""
    name = resolve_name(name, package)
    if name in sys.modules:
        module = sys.modules[name]
        if module is None:
            return None
        spec = getattr(module, '__spec__', None)
        if spec is None:
            raise ValueError(f'{name}.__spec__ is None')
        return spec
    path = None
    parent = name.rpartition('.')[0]
    if parent:
        module = import_module(parent)
        try:
            path = module.__path__
        except AttributeError as e:
            raise ModuleNotFoundError(
                f'__path__ attribute not found on {parent!r} while trying to find {name!r}', name=name) from e
    return _imp.find(name, path)
