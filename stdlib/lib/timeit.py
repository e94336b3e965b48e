"""How long small pieces of code take.

The code is put into a function that runs it in a loop between two looks at the clock; collections
are off meanwhile.  On the command line: python -m timeit [-n N] [-r N] [-u UNIT] [-s SETUP] [-p] [-v] CODE...
"""

import gc
import itertools
import sys
import time

__all__ = ['Timer', 'timeit', 'repeat', 'default_timer']

default_number = 1000000
default_repeat = 5
default_timer = time.perf_counter
_globals = globals


def _inner(setup, stmt, globals):
    """The function that runs `stmt` in a loop."""
    init, names = '', {}
    if isinstance(setup, str):
        compile(setup, '<timeit-src>', 'exec')
    elif callable(setup):
        names['_setup'] = setup
        setup = '_setup()'
    else:
        raise ValueError('setup is neither a string nor callable')
    if isinstance(stmt, str):
        compile(setup + '\n' + stmt, '<timeit-src>', 'exec')
    elif callable(stmt):
        names['_stmt'] = stmt
        stmt = '_stmt()'
    else:
        raise ValueError('stmt is neither a string nor callable')
    params = ''.join([f', {name}={name}' for name in names])
    source = (f'def inner(_it, _timer{params}):\n'
              f'    {_indent(setup, 4)}\n'
              f'    _t0 = _timer()\n'
              f'    for _i in _it:\n'
              f'        {_indent(stmt, 8)}\n'
              f'        pass\n'
              f'    _t1 = _timer()\n'
              f'    return _t1 - _t0\n')
    exec(compile(source, '<timeit-src>', 'exec'), globals, names)
    return names['inner'], source


def _indent(source, indent):
    return source.replace('\n', '\n' + ' ' * indent)


class Timer:
    """Times a statement, after a setup that is run once and not timed."""

    def __init__(self, stmt='pass', setup='pass', timer=default_timer, globals=None):
        self.timer = timer
        self.inner, self.src = _inner(setup, stmt, _globals() if globals is None else globals)

    def print_exc(self, file=None):
        """Print the exception being handled, with the lines of the timed code."""
        import linecache
        import traceback
        linecache.cache['<timeit-src>'] = len(self.src), None, self.src.split('\n'), '<timeit-src>'
        traceback.print_exc(file=file)

    def timeit(self, number=default_number):
        """The seconds that `number` runs take."""
        gc_was_on = gc.isenabled()
        gc.disable()
        try:
            return self.inner(itertools.repeat(None, number), self.timer)
        finally:
            if gc_was_on:
                gc.enable()

    def repeat(self, repeat=default_repeat, number=default_number):
        """timeit() several times; the lowest result says most."""
        return [self.timeit(number) for _ in range(repeat)]

    def autorange(self, callback=None):
        """(number, seconds) for the first number of 1, 2, 5, 10, 20 ... that takes at least 0.2 seconds."""
        i = 1
        while True:
            for j in 1, 2, 5:
                number = i * j
                time_taken = self.timeit(number)
                if callback:
                    callback(number, time_taken)
                if time_taken >= 0.2:
                    return number, time_taken
            i *= 10


def timeit(stmt='pass', setup='pass', timer=default_timer, number=default_number, globals=None):
    """Timer(...).timeit(number)"""
    return Timer(stmt, setup, timer, globals).timeit(number)


def repeat(stmt='pass', setup='pass', timer=default_timer, repeat=default_repeat, number=default_number,
           globals=None):
    """Timer(...).repeat(repeat, number)"""
    return Timer(stmt, setup, timer, globals).repeat(repeat, number)


_UNITS = {'nsec': 1e-9, 'usec': 1e-6, 'msec': 1e-3, 'sec': 1.0}


def main(args=None, *, _wrap_timer=None):
    """The command line."""
    import argparse
    parser = argparse.ArgumentParser(prog='timeit', description=__doc__.partition('\n')[0])
    parser.add_argument('-n', '--number', type=int, default=0, help='how many times to run the code')
    parser.add_argument('-r', '--repeat', type=int, default=default_repeat, help='how many times to time that')
    parser.add_argument('-s', '--setup', action='append', help='code to run once before')
    parser.add_argument('-p', '--process', action='store_true', help='processor time in place of real time')
    parser.add_argument('-u', '--unit', choices=list(_UNITS), help='unit of the output')
    parser.add_argument('-v', '--verbose', action='count', default=0, help='show all results')
    parser.add_argument('code', nargs='*', help='lines of code')
    options = parser.parse_args(args)
    timer = time.process_time if options.process else default_timer
    if _wrap_timer is not None:
        timer = _wrap_timer(timer)
    sys.path.insert(0, '')
    t = Timer('\n'.join(options.code) or 'pass', '\n'.join(options.setup or ()) or 'pass', timer)
    repeat = max(options.repeat, 1)
    precision = options.verbose + 2 if options.verbose else 3

    def format_time(dt):
        unit = options.unit
        if unit is None:
            unit = next((name for name in ('sec', 'msec', 'usec') if dt >= _UNITS[name]), 'nsec')
        return f'{dt / _UNITS[unit]:.{precision}g} {unit}'

    try:
        number = options.number
        if not number:
            def report(number, seconds):
                print(f"{number} loop{'s' if number != 1 else ''} -> {seconds:.{precision}g} secs")
            number, _ = t.autorange(report if options.verbose else None)
            if options.verbose:
                print()
        timings = t.repeat(repeat, number)
    except:
        t.print_exc()
        return 1
    if options.verbose:
        print(f"raw times: {', '.join(map(format_time, timings))}\n")
    timings = [dt / number for dt in timings]
    best, worst = min(timings), max(timings)
    print(f"{number} loop{'s' if number != 1 else ''}, best of {repeat}: {format_time(best)} per loop")
    if worst >= best * 4:
        import warnings
        warnings.warn_explicit(f'The test results are likely unreliable. The worst time ({format_time(worst)}) was '
                               f'more than four times slower than the best time ({format_time(best)}).',
                               UserWarning, '', 0)
    return None


if __name__ == '__main__':
    sys.exit(main())
