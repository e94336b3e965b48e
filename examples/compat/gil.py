"""A harmless stand-in for gilvm's module `gil`, so that the examples run under CPython too.

    PYTHONPATH=examples/compat python3 examples/01-the-gil/policies.py

CPython has one lock and nothing to choose: set_policy() only remembers what it was told, the
counters are empty and the list of policies has one row. gilvm itself never
imports this file, because its own module is built in.
"""

_policy = 'interval:5000'       # what CPython has had since 3.2


def policy():
    """The policy in force, as `name:argument`."""
    return _policy


def set_policy(spec, /):
    """Chooses another policy; here it is only written down."""
    global _policy
    if not isinstance(spec, str):
        raise TypeError('set_policy() argument 1 must be str, not ' + type(spec).__name__)
    _policy = spec


def policies():
    """The policies that there are, as (name, argument, description)."""
    return [('interval', 'US=5000', 'the only one that CPython has')]


def stats():
    """What happened to the lock so far; CPython does not count it."""
    return {}


def steps():
    """How many instructions the calling thread has run; CPython does not count them."""
    return 0


def mark(text, /):
    """Puts a mark on the timeline; there is none here."""
