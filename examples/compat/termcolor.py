"""The two functions of `termcolor` that the examples need, for a CPython that lacks the package.

Colours appear on a terminal only, so what is written into a file or a pipe is plain text.
gilvm has a termcolor of its own and never imports this one.
"""
import os
import sys

_COLORS = {name: 30 + i for i, name in
           enumerate(['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'])}


def colored(text, color=None, on_color=None, attrs=None):
    if color is None or os.environ.get('NO_COLOR') or not sys.stdout.isatty():
        return str(text)
    return '\033[%dm%s\033[0m' % (_COLORS[color], text)


def cprint(text, color=None, on_color=None, attrs=None, **kwargs):
    print(colored(text, color, on_color, attrs), **kwargs)
