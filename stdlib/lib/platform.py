"""What the program runs on."""

import os
import sys


def _uname():
    return os.uname()


def system():
    """'Linux', 'Darwin' ..."""
    return _uname().sysname


def node():
    """The machine's name on the network."""
    return _uname().nodename


def release():
    return _uname().release


def version():
    return _uname().version


def machine():
    """'x86_64', 'arm64' ..."""
    return _uname().machine


def processor():
    return ''


def architecture(executable=None, bits='', linkage=''):
    return ('64bit' if sys.maxsize > 2 ** 32 else '32bit'), 'ELF' if system() == 'Linux' else ''


def uname():
    """All of the above as a named tuple."""
    from collections import namedtuple
    result = namedtuple('uname_result', 'system node release version machine processor', module=__name__)
    return result(system(), node(), release(), version(), machine(), processor())


def python_version():
    """The version of Python that scripts are written for, as 'major.minor.patch'."""
    return '.'.join(map(str, sys.version_info[:3]))


def python_version_tuple():
    return tuple(map(str, sys.version_info[:3]))


def python_implementation():
    """The name of what runs the script."""
    name = sys.implementation.name
    return 'CPython' if name == 'cpython' else name


def python_compiler():
    return sys.version.partition('[')[2].rstrip(']')


def python_build():
    return sys.version.partition('(')[2].partition(')')[0].partition(', ')[::2]


def platform(aliased=False, terse=False):
    """All that in one string."""
    parts = [system(), release()] if terse else [system(), release(), machine()]
    return '-'.join(parts)
