"""Signals: what the process does when one comes.

The work is done by `_signal`; here its numbers become enumerations, as in CPython.
"""

import _signal
from _signal import alarm, default_int_handler, getitimer, ItimerError, ITIMER_PROF, ITIMER_REAL, ITIMER_VIRTUAL
from _signal import NSIG, pause, pthread_kill, raise_signal, set_wakeup_fd, setitimer, siginterrupt, sigtimedwait
from _signal import sigwaitinfo, strsignal, struct_siginfo
from enum import IntEnum as _IntEnum


def _members(wanted):
    return sorted(((name, number) for name, number in vars(_signal).items() if wanted(name)),
                  key=lambda item: (item[1], item[0] in ('SIGCLD', 'SIGIOT', 'SIGPOLL')))


Signals = _IntEnum('Signals', _members(lambda name: name.startswith('SIG') and not name.startswith('SIG_')),
                   module=__name__)
Handlers = _IntEnum('Handlers', _members(lambda name: name in ('SIG_DFL', 'SIG_IGN')), module=__name__)
Sigmasks = _IntEnum('Sigmasks', _members(lambda name: name in ('SIG_BLOCK', 'SIG_UNBLOCK', 'SIG_SETMASK')), module=__name__)
globals().update(Signals.__members__)
globals().update(Sigmasks.__members__)
globals().update(Handlers.__members__)


def _to_enum(value, cls):
    """`value` as a member of the enumeration, if it is one."""
    try:
        return cls(value)
    except (ValueError, TypeError):
        return value


def _to_int(value):
    """A member as a plain int; a function as it is."""
    try:
        return int(value)
    except (ValueError, TypeError):
        return value


def signal(signalnum, handler):
    """Set what a signal does: SIG_DFL, SIG_IGN or a function of (number, frame).  Returns what it did before."""
    return _to_enum(_signal.signal(_to_int(signalnum), _to_int(handler)), Handlers)


def getsignal(signalnum):
    """What a signal does now."""
    return _to_enum(_signal.getsignal(signalnum), Handlers)


def pthread_sigmask(how, mask):
    """Change which signals the calling thread does not let through; the set of those before."""
    return {_to_enum(number, Signals) for number in _signal.pthread_sigmask(how, mask)}


def sigpending():
    """The set of the signals that have come and are not let through."""
    return {_to_enum(number, Signals) for number in _signal.sigpending()}


def sigwait(sigset):
    """Wait for one of the signals, which are not let through; its number."""
    return _to_enum(_signal.sigwait(sigset), Signals)


def valid_signals():
    """The set of the signals that there are."""
    return {_to_enum(number, Signals) for number in _signal.valid_signals()}
