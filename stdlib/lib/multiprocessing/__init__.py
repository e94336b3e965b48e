"""Processes with an API like that of threading: each is an interpreter of its own, with its own lock.

A process is started by running the interpreter anew ("spawn"); what it is to do is pickled and sent
through a pipe.  So the main module must be importable without side effects: what starts processes
stands behind `if __name__ == '__main__':`.
"""

import sys

from . import context

__all__ = [name for name in dir(context._default_context) if not name.startswith('_')]
globals().update((name, getattr(context._default_context, name)) for name in __all__)

SUBDEBUG = 5
SUBWARNING = 25

# Functions of the main module are pickled by its name, which is another one in the child.
if '__main__' in sys.modules:
    sys.modules['__mp_main__'] = sys.modules['__main__']
