"""The name that `queue` had in Python 2."""

from queue import *
