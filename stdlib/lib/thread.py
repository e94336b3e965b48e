"""The name that `_thread` had in Python 2."""

from _thread import *
from _thread import _count, _local, _set_sentinel
