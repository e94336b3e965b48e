"""Coloured output on a terminal: colored() and cprint(), as in the package of that name.

Colours are left out if standard output is no terminal, or if the environment says so (NO_COLOR,
ANSI_COLORS_DISABLED, TERM=dumb); FORCE_COLOR puts them in anyway.
"""

import os
import sys

__all__ = ['ATTRIBUTES', 'COLORS', 'HIGHLIGHTS', 'RESET', 'colored', 'cprint']

_NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'light_grey', 'dark_grey', 'light_red',
          'light_green', 'light_yellow', 'light_blue', 'light_magenta', 'light_cyan', 'white']
_CODES = [*range(30, 38), *range(90, 98)]

COLORS = dict(zip(_NAMES, _CODES))
COLORS['grey'] = COLORS['black']         # an old name
HIGHLIGHTS = {f'on_{name}': code + 10 for name, code in COLORS.items()}
ATTRIBUTES = {'bold': 1, 'dark': 2, 'italic': 3, 'underline': 4, 'blink': 5, 'reverse': 7, 'concealed': 8,
              'strike': 9}
RESET = '\033[0m'


def _can_do_colour(no_color=None, force_color=None):
    if no_color:
        return False
    if force_color:
        return True
    if os.environ.get('ANSI_COLORS_DISABLED') or os.environ.get('NO_COLOR'):
        return False
    if os.environ.get('FORCE_COLOR'):
        return True
    return os.environ.get('TERM') != 'dumb' and hasattr(sys.stdout, 'isatty') and sys.stdout.isatty()


def colored(text, color=None, on_color=None, attrs=None, *, no_color=None, force_color=None):
    """The text with escape codes around it."""
    result = str(text)
    if not _can_do_colour(no_color, force_color):
        return result
    codes = []
    if color is not None:
        codes.append(COLORS[color])
    if on_color is not None:
        codes.append(HIGHLIGHTS[on_color])
    for attr in attrs or ():
        codes.append(ATTRIBUTES[attr])
    for code in codes:
        result = f'\033[{code}m{result}'
    return result + RESET


def cprint(text, color=None, on_color=None, attrs=None, *, no_color=None, force_color=None, **kwargs):
    """print() with colours."""
    print(colored(text, color, on_color, attrs, no_color=no_color, force_color=force_color), **kwargs)
