"""Where CPython has its operators, and pickles look for them."""

from operator import *
