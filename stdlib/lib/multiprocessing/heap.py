"""Memory that processes share, in pieces of arenas.

Pieces are cut off the newest arena one behind the other and never used again; an arena goes when no piece
of it is left.  A child that inherits several pieces of one arena maps it once.
"""

import weakref
from threading import Lock

import _multiprocessing

from . import context

_ARENA = 1 << 16
_lock = Lock()
_newest = None                 # the arena that pieces are cut off, and how far
_used = 0
_mapped = weakref.WeakValueDictionary()      # descriptor as inherited -> the Inherited that has it


class Block:
    """Some bytes of an arena."""

    def __init__(self, size):
        global _newest, _used
        size = max(8, (size + 7) // 8 * 8)
        with _lock:
            if _newest is None or _used + size > _newest.size:
                _newest, _used = _multiprocessing.Arena(max(_ARENA, size)), 0
            self.arena, self.offset, self.size = _newest, _used, size
            _used += size

    def __reduce__(self):
        context.assert_spawning(self)
        return _rebuild, (context.get_spawning_popen().duplicate_for_child(self.arena.fd), self.offset, self.size)


class _Inherited:
    def __init__(self, fd):
        self.arena = _multiprocessing.Arena(fd=fd)


def _rebuild(fd, offset, size):
    block = Block.__new__(Block)
    with _lock:
        holder = _mapped.get(fd)
        if holder is None:
            holder = _mapped[fd] = _Inherited(fd)
    block._holder = holder
    block.arena, block.offset, block.size = holder.arena, offset, size
    return block
